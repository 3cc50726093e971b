-- When their source last changed these stored orders, where that was said.
SELECT source_id, json_extract_string(metadata, '$.source_changed_at') AS changed_at
FROM orders
WHERE source_id IN (SELECT source_id FROM named)
    AND json_extract_string(metadata, '$.source_changed_at') IS NOT NULL
