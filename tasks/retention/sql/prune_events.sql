-- What happened too long ago.
DELETE FROM events WHERE created_at < $until
