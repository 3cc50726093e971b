-- The refresh is done.
DELETE FROM pending_refreshes WHERE import_id = $import_id
