-- All portions are stored: from here on only the refresh is due.
UPDATE imports SET loaded_at = $now, report = $loaded WHERE id = $backfill_id AND loaded_at IS NULL
