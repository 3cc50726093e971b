-- Which ids and source_ids are those of stored customers.
SELECT id AS name FROM customers WHERE id IN (SELECT name FROM named)
UNION SELECT source_id FROM customers WHERE source_id IN (SELECT name FROM named)
