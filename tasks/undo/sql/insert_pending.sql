-- The customers whose summary and segments an undo has changed: themselves, and those whose orders were or are theirs.
INSERT INTO pending_refreshes BY NAME
SELECT $undo_id AS import_id, customer_id FROM (
    SELECT customer_id FROM order_versions WHERE write_number = $write_number
    UNION SELECT customer_id FROM orders WHERE import_id = $undo_id
    UNION SELECT id FROM customers WHERE import_id = $undo_id
) WHERE customer_id IS NOT NULL
