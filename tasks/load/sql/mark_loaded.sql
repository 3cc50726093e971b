-- From here on the import's orders are committed; only the refresh is due.
UPDATE imports
SET loaded_at = $now, row_count = $row_count, done_count = $done_count, failed_count = $failed_count, report = $report
WHERE id = $import_id
