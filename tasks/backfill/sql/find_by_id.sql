-- The backfill of this id, if it has work left.
SELECT backfills.id, started_at, mapping_checksum, loaded
FROM backfills JOIN imports USING (id)
WHERE id = $backfill_id AND NOT is_ended
