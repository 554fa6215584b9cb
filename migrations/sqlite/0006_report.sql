-- What a report reads, so that it costs the stores of its period and not those of all history: indexes over the rows
-- it counts, and the openings and closings of repeat stores.

DROP INDEX opening_by_time;
CREATE INDEX opening_first ON opening (time_ms) WHERE reopened = 0;
CREATE INDEX opening_again ON opening (time_ms) WHERE reopened = 1;

DROP INDEX closure_by_time;
CREATE INDEX closure_shut ON closure (time_ms, store) WHERE reason = 'ip_counterfeit' AND indefinite = 1;

DROP INDEX measure_by_time;
CREATE INDEX measure_by_status ON measure (status, time_ms)
  WHERE allegation = 'counterfeit'
    AND (status = 'executed' OR status = 'expired' OR status = 'lifted_by_person' OR status = 'rejected');
-- A person's answers: the row of a request or proposal alone names a rule.
CREATE INDEX measure_answer ON measure (time_ms)
  WHERE rule = ''
    AND (status = 'confirmed' OR status = 'requested' OR status = 'lifted_by_person' OR status = 'rejected');

-- First openings, and closings for counterfeits without an end, of stores with a standing link to a store that was
-- shut before. Kept by detail/repeat_moves.h, which says when a link stands; made of the other tables.
CREATE TABLE repeat_move (
  is_shut INTEGER NOT NULL,  -- 0 the opening, 1 the closing.
  time_ms INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  store TEXT NOT NULL,
  PRIMARY KEY (is_shut, time_ms, sequence)
) WITHOUT ROWID;
CREATE INDEX repeat_move_by_store ON repeat_move (store);

INSERT INTO repeat_move
  WITH standing AS (
    SELECT l.store AS store, MIN(s.time_ms) AS since_ms
    FROM link l CROSS JOIN closure s ON s.store = l.closed
    WHERE l.withdrawn = 0 AND s.reason = 'ip_counterfeit' AND NOT EXISTS (
      SELECT 1 FROM link n
      WHERE n.store = l.store AND n.closed = l.closed AND (n.sequence, n.ordinal) > (l.sequence, l.ordinal)
        AND NOT (n.withdrawn = 1
                 AND EXISTS (SELECT 1 FROM closure w WHERE w.sequence = n.sequence AND w.store = n.store)))
    GROUP BY l.store)
  SELECT 0, o.time_ms, o.sequence, o.store FROM standing k CROSS JOIN opening o ON o.store = k.store
    WHERE o.reopened = 0 AND k.since_ms <= o.time_ms
  UNION ALL
  SELECT 1, c.time_ms, c.sequence, c.store FROM standing k CROSS JOIN closure c ON c.store = k.store
    WHERE c.reason = 'ip_counterfeit' AND c.indefinite = 1 AND k.since_ms <= c.time_ms;
