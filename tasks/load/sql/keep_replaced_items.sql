-- The lines of orders whose list of items an import is about to replace, as they were.
INSERT INTO order_item_versions BY NAME
SELECT *, $import_id AS replaced_by, $now AS replaced_at, $write_number AS write_number
FROM order_items WHERE order_id IN (SELECT id FROM replaced)
