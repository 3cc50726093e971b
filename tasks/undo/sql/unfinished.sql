-- The undo of this import whose rows are written and whose refresh is due, if that is so.
SELECT undos.id FROM undos JOIN imports USING (id)
WHERE list_contains(undone, $import_id) AND finished_at IS NULL ORDER BY undos.rowid DESC LIMIT 1
