-- From here on the rows are as they are to be; only the refresh is due.
UPDATE imports SET source = $source, loaded_at = $now, row_count = $row_count, done_count = $row_count, failed_count = 0, report = $loaded
WHERE id = $undo_id
