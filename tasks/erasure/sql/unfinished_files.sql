-- The erasures whose files are still to be written anew.
SELECT id FROM erasures WHERE status = 'ERASED' ORDER BY requested_at
