-- An import has ended, one way or the other.
UPDATE imports
SET status = $status, format = $format, finished_at = $now, report = $report,
    row_count = $row_count, done_count = $done_count, failed_count = $failed_count
WHERE id = $import_id
