-- What the metadata come to.
UPDATE undo_target SET metadata = merged.metadata FROM undo_merged AS merged WHERE merged.id = undo_target.id
