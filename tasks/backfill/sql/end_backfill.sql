-- Nothing is left to do.
UPDATE backfills SET is_ended = true WHERE id = $backfill_id
