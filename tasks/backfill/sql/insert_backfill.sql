-- A backfill begins.
INSERT INTO backfills VALUES ($backfill_id, $command, $mapping_checksum, $loaded, false)
