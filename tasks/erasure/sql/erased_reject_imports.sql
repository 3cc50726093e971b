-- The imports of whose rejected orders some were erased.
SELECT DISTINCT import_id FROM rejects WHERE reason = $reason
