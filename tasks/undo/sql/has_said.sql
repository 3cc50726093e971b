-- Whether an import that counts no more said something of a row that was there before it.
SELECT 1 FROM undo_events WHERE what = 'said' AND import_id IN (SELECT import_id FROM undo_gone) LIMIT 1
