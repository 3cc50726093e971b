-- The report lists the first of the orders handed back; this is how many there are.
UPDATE imports SET failed_count = $failed_count WHERE id = $backfill_id
