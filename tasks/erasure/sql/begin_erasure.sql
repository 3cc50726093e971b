-- An erasure begins.
INSERT INTO erasures BY NAME
SELECT $erasure_id AS id, $customer_id AS customer_id, 'IN_PROGRESS' AS status, $now AS requested_at, '{}' AS result
