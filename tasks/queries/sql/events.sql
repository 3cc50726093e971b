-- A project's events, those of a page and one more; the names in braces are ours, the values are bound.
WITH all_events AS ({all_events})
SELECT e.id, e.type, e.import_id AS group_id, e.created_at, e.customer_id, e.object_id, e.segment_id,
    s.name AS segment_name
FROM (FROM all_events WHERE {condition}) e LEFT JOIN segments s ON s.id = e.segment_id
WHERE $after_id IS NULL OR (e.created_at, e.id) {beyond} (SELECT (created_at, id) FROM all_events WHERE id = $after_id)
ORDER BY e.created_at {direction}, e.id {direction}
LIMIT $limit
