-- A source of which nothing is read yet.
INSERT INTO backfill_sources (
    backfill_id, source_index, name, byte_count, first_row, next_row, position, checksum, is_done
) VALUES (?, ?, ?, 0, 0, 0, 0, 0, false)
