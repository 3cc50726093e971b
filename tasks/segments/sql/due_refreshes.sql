-- The imports whose refresh is due, in the order in which their orders were stored, and when that was.
SELECT import_id, loaded_at
FROM (SELECT import_id, min(rowid) AS place FROM pending_refreshes GROUP BY import_id)
JOIN imports ON imports.id = import_id
ORDER BY place
