-- The merchant's own ids of the customers and referrers of one portion of orders.
SELECT o.id, c.source_id AS customer_source_id, r.source_id AS referrer_source_id
FROM (SELECT id FROM chosen WHERE number > $start AND number <= $end)
JOIN orders AS o USING (id)
LEFT JOIN customers AS c ON c.id = o.customer_id LEFT JOIN customers AS r ON r.id = o.referrer_id
