-- The sources of a backfill, and the row with which each begins among those of all.
SELECT first_row, name FROM backfill_sources WHERE backfill_id = $import_id ORDER BY first_row, source_index
