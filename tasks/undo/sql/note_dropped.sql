-- What is held, or waits and is not being sent, and what it was.
INSERT INTO dropped_effects
SELECT $undo_id, id, status FROM deliveries
WHERE import_id IN (SELECT import_id FROM undo_gone)
    AND (status = 'held' OR status = 'pending' AND coalesce(leased_until <= $now, true))
UNION ALL
SELECT $undo_id, id, status FROM point_transactions
WHERE import_id IN (SELECT import_id FROM undo_gone) AND status = 'held'
