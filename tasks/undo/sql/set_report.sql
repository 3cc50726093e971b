-- What an undo did.
UPDATE undos SET report = $report WHERE id = $undo_id
