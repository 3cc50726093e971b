-- From here on entering and leaving emits events.
UPDATE segments SET is_active = true WHERE id = $segment_id
