-- A store's measures, for people who look at its case. Only the row of a request or proposal names a rule, so the
-- index has one entry a measure.
CREATE INDEX measure_by_store ON measure (store, sequence) WHERE rule <> '';
