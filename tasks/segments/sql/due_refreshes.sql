-- The imports whose refresh is due, in the order in which their orders were stored, and when that was; a backfill's is
-- due once all its portions are stored.
SELECT import_id, loaded_at
FROM (SELECT import_id, min(rowid) AS place FROM pending_refreshes GROUP BY import_id)
JOIN imports ON imports.id = import_id
WHERE loaded_at IS NOT NULL
ORDER BY place
