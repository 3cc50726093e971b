-- The customers an import touched and whose refresh is still due; who was deleted before it has no summary.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT id AS customer_id, $import_id AS import_id FROM customers
WHERE id IN (SELECT customer_id FROM pending_refreshes WHERE import_id = $import_id)
