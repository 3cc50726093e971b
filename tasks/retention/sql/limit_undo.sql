-- Imports of which not all is kept that an undo would need.
UPDATE imports SET is_undoable = false WHERE is_undoable AND started_at < $until
