-- Make room for the rows as they are to be.
DELETE FROM {table} WHERE id IN (SELECT id FROM undo_changes)
