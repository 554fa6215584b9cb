-- How many rows were ever written to the tables that are only added to: one that goes missing is noticed.

INSERT INTO meta
  SELECT 'rows.verdict', count(*) FROM verdict UNION ALL
  SELECT 'rows.measure', count(*) FROM measure UNION ALL
  SELECT 'rows.outbox', count(*) FROM outbox UNION ALL
  SELECT 'rows.identity_token', count(*) FROM identity_token UNION ALL
  SELECT 'rows.quarantine', count(*) FROM quarantine;
