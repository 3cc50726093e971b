-- Members of one segment, the first to enter first.
SELECT m.customer_id, c.source_id, c.name, c.email, m.entered_at
FROM (SELECT * FROM segment_members WHERE segment_id = $segment_id ORDER BY entered_at, customer_id LIMIT $limit) AS m
LEFT JOIN customers AS c ON c.id = m.customer_id
ORDER BY m.entered_at, m.customer_id
