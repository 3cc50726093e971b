-- The segments that a customer is in now, by name.
SELECT s.id, s.name, 'segment' AS object
FROM segment_members m JOIN segments s ON s.id = m.segment_id
WHERE m.customer_id = $customer_id
ORDER BY s.name
