-- Measures of all kinds, what waits for people, stores that opened and were shut, links between them, shadow
-- rules, and the roll-ups that reports are read from.

ALTER TABLE measure ADD COLUMN kind TEXT NOT NULL DEFAULT 'delist';
ALTER TABLE measure ADD COLUMN allegation TEXT NOT NULL DEFAULT 'counterfeit';
ALTER TABLE measure ADD COLUMN rule TEXT NOT NULL DEFAULT '';      -- Of the request or proposal.
ALTER TABLE measure ADD COLUMN until_ms INTEGER NOT NULL DEFAULT 0; -- 0: without an end of its own.
CREATE INDEX measure_by_id ON measure (measure);
CREATE INDEX measure_by_time ON measure (time_ms);

-- The key in a timer's column `listing` is a listing's or a store's.
ALTER TABLE timer ADD COLUMN target TEXT NOT NULL DEFAULT 'listing';

-- Measures that wait for a person's word: proposals, and what the machine did for a limited time.
CREATE TABLE queue (
  measure INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  store TEXT NOT NULL,
  listing TEXT NOT NULL,
  rule TEXT NOT NULL,
  allegation TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  due_ms INTEGER NOT NULL,
  score INTEGER NOT NULL,
  sequence INTEGER NOT NULL
);
CREATE INDEX queue_by_store ON queue (store);
CREATE UNIQUE INDEX queue_by_name ON queue (name);

CREATE TABLE opening (
  sequence INTEGER PRIMARY KEY,
  store TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  reopened INTEGER NOT NULL  -- It had been shut.
);
CREATE INDEX opening_by_time ON opening (time_ms);
CREATE INDEX opening_by_store ON opening (store);
CREATE TABLE closure (
  sequence INTEGER PRIMARY KEY,
  store TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  indefinite INTEGER NOT NULL,
  measure TEXT NOT NULL,
  actor TEXT NOT NULL
);
CREATE INDEX closure_by_time ON closure (time_ms);
CREATE INDEX closure_by_store ON closure (store);

-- Each change of a link; the newest of a pair counts.
CREATE TABLE link (
  sequence INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  store TEXT NOT NULL,
  closed TEXT NOT NULL,
  withdrawn INTEGER NOT NULL,
  log_odds_micros INTEGER NOT NULL,
  line TEXT NOT NULL,        -- As docs/formats/links.md; empty where withdrawn.
  PRIMARY KEY (sequence, ordinal)
) WITHOUT ROWID;
CREATE INDEX link_by_store ON link (store, closed);

CREATE TABLE shadow (
  sequence INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  rule TEXT NOT NULL,
  store TEXT NOT NULL,
  listing TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  PRIMARY KEY (sequence, ordinal)
) WITHOUT ROWID;

-- Days since 1970-01-01 in the reporting zone; names in reporting/daily_count.h.
CREATE TABLE daily (
  day INTEGER NOT NULL,
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (day, name)
) WITHOUT ROWID;

ALTER TABLE shared_state ADD COLUMN links TEXT NOT NULL
  DEFAULT 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';  -- SHA-256 of no links.

INSERT INTO meta VALUES ('rows.opening', '0'), ('rows.closure', '0'), ('rows.link', '0'), ('rows.shadow', '0');
