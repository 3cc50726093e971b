-- Imports that are stored, but not in the backup.
SELECT id FROM imports WHERE loaded_at IS NOT NULL AND id NOT IN (SELECT unnest(CAST($ids AS VARCHAR[]))) ORDER BY started_at
