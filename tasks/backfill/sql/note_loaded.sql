-- What the portions have written so far.
UPDATE backfills SET loaded = $loaded WHERE id = $backfill_id
