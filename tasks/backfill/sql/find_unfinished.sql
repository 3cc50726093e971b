-- The backfill by this command that has work left.
SELECT backfills.id, started_at, mapping_checksum, loaded
FROM backfills JOIN imports USING (id)
WHERE command = $command AND NOT is_ended
ORDER BY started_at DESC LIMIT 1
