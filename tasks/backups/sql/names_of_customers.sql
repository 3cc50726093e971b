-- All that customers were ever called.
SELECT id, source_id, email, phone FROM customers
UNION SELECT id, source_id, email, phone FROM customer_versions
