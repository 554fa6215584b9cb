-- What examiners found in goods of orders: one row each time one tells it. How they add up to examined orders is in
-- reporting/examination.h; the last two columns are there so that a report need not look for it.

CREATE TABLE examination (
  sequence INTEGER PRIMARY KEY,
  store TEXT NOT NULL,
  listing TEXT NOT NULL,                     -- Empty where it was not told.
  test_buy TEXT NOT NULL,
  purchase TEXT NOT NULL,                    -- The order, or the test buy where the examiner bought the goods.
  time_ms INTEGER NOT NULL,
  selection TEXT NOT NULL,
  probability_trillionths INTEGER NOT NULL,  -- Of being chosen; 0 where it was not told.
  result TEXT NOT NULL,
  first_ms INTEGER NOT NULL,                 -- Time of the first row of the purchase.
  retells INTEGER NOT NULL                   -- The first row of the test buy; 0 where this is it.
);
CREATE INDEX examination_by_first ON examination (first_ms, store, purchase);
CREATE INDEX examination_by_purchase ON examination (store, purchase);
CREATE INDEX examination_by_test_buy ON examination (store, test_buy);
CREATE INDEX examination_retold ON examination (retells) WHERE retells <> 0;

INSERT INTO meta VALUES ('rows.examination', '0');
