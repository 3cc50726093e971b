-- What the orders of a backfill said is needed until its end.
DELETE FROM backfill_rows WHERE backfill_id = $backfill_id
