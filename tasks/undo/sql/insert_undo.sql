-- An undo, and what it takes back.
INSERT INTO undos VALUES ($undo_id, $undone, $report)
