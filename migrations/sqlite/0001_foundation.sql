-- The first schema. Rows are written in log order and never changed, so that every index stays small and
-- every number can be opened: a verdict or a measure is found by the sequence of the event that caused it.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Frames of the log (adapters/files/segment_log.h).
CREATE TABLE frame (
  first INTEGER PRIMARY KEY,
  lines INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  chain BLOB NOT NULL
);

-- Clock, epoch and configuration after each commit that changed them.
CREATE TABLE shared_state (
  sequence INTEGER PRIMARY KEY,
  clock_ms INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  configuration TEXT NOT NULL,
  pending_configuration TEXT NOT NULL,
  registry TEXT NOT NULL
);

-- Immutable contents by SHA-256: configurations and the registries of epochs.
CREATE TABLE content (sha256 TEXT PRIMARY KEY, kind TEXT NOT NULL, bytes BLOB NOT NULL) WITHOUT ROWID;

-- The registry as reference events left it, with what is not active yet.
CREATE TABLE reference (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE shared_seen (event BLOB PRIMARY KEY, fingerprint INTEGER NOT NULL) WITHOUT ROWID;

-- Checkpoints: the state of a bucket after the event `position`.
CREATE TABLE bucket_image (bucket INTEGER PRIMARY KEY, position INTEGER NOT NULL, image BLOB NOT NULL);
CREATE TABLE timer (
  due_ms INTEGER NOT NULL,
  measure INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  listing BLOB NOT NULL,
  PRIMARY KEY (due_ms, measure)
) WITHOUT ROWID;

CREATE TABLE input_position (
  input TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  lines INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE tally (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE verdict (
  sequence INTEGER PRIMARY KEY,
  id INTEGER NOT NULL,
  store TEXT NOT NULL,
  listing TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  previous INTEGER NOT NULL,  -- Sequence of the listing's verdict before this one; 0 none.
  log_odds_micros INTEGER NOT NULL,
  score INTEGER NOT NULL,
  band TEXT NOT NULL,
  brands TEXT NOT NULL,
  findings TEXT NOT NULL
);
CREATE TABLE measure (
  sequence INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  measure INTEGER NOT NULL,
  store TEXT NOT NULL,
  listing TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  status TEXT NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (sequence, ordinal)
) WITHOUT ROWID;
CREATE TABLE outbox (
  sequence INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  id INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (sequence, ordinal)
) WITHOUT ROWID;
CREATE TABLE identity_token (
  sequence INTEGER NOT NULL,
  store TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL
);

CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  input TEXT NOT NULL,
  line INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  sealed_raw BLOB NOT NULL,
  raw_size INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  released INTEGER NOT NULL DEFAULT 0
);
