-- How far a source is read, if it was where the portion began.
UPDATE backfill_sources
SET format = $format, preset = $preset, stamp = $stamp, byte_count = $byte_count, first_row = $first_row,
    next_row = $next_row, position = $position, checksum = $checksum, is_done = $is_done
WHERE backfill_id = $backfill_id AND source_index = $source_index AND next_row = $was_at AND position = $was_position
    AND NOT is_done
