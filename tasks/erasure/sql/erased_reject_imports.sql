-- The imports of whose rejected orders some were erased, and which rows.
SELECT import_id, list(row ORDER BY row) FROM rejects WHERE reason = $reason GROUP BY import_id ORDER BY import_id
