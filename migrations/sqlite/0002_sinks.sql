-- Where each sink of actions stands, and the actions that a sink could not hand over yet.

-- Everything at or before the position was handed over, is not wanted by the sink, or has a row in
-- `delivery`.
CREATE TABLE sink (
  name TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  mark INTEGER NOT NULL,             -- The sink's own: the length of a file.
  delivered INTEGER NOT NULL,
  failures INTEGER NOT NULL,         -- In a row, since the last success.
  paused_until_ms INTEGER NOT NULL,
  disabled TEXT NOT NULL             -- Why nothing is sent any more; empty where it is.
) WITHOUT ROWID;

CREATE TABLE delivery (
  sink TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  measure TEXT NOT NULL,
  status TEXT NOT NULL,              -- waiting, dead or superseded.
  attempts INTEGER NOT NULL,
  next_attempt_ms INTEGER NOT NULL,
  last_attempt_ms INTEGER NOT NULL,
  last_error TEXT NOT NULL,
  PRIMARY KEY (sink, sequence, ordinal)
) WITHOUT ROWID;
CREATE INDEX delivery_by_measure ON delivery (sink, measure);

-- Until now the file was the only sink and stood in `meta`.
INSERT INTO sink
  SELECT 'file', CAST(value AS INTEGER),
         (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'sink_ordinal'),
         (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'sink_bytes'),
         0, 0, 0, ''
  FROM meta WHERE key = 'sink_sequence';
DELETE FROM meta WHERE key IN ('sink_sequence', 'sink_ordinal', 'sink_bytes');
