-- A portion is no whole import: the refresh is due after the last one.
UPDATE imports SET loaded_at = NULL, report = $loaded, row_count = $row_count, done_count = $done_count,
    failed_count = $failed_count
WHERE id = $backfill_id
