-- Put into other statements: all that happened in a project. That a customer was made or changed is what the customer's
-- row and its earlier versions say, and is recorded nowhere else.
SELECT id, type, customer_id, segment_id, object_id, import_id, created_at FROM events
UNION ALL
SELECT concat('evt_', id, '_', epoch_us(updated_at)) AS id,
    CASE WHEN updated_at > created_at THEN 'customer.updated' ELSE 'customer.created' END AS type,
    id AS customer_id, NULL AS segment_id, NULL AS object_id, import_id, updated_at AS created_at
FROM (
    SELECT id, import_id, created_at, updated_at FROM customers
    UNION ALL SELECT id, import_id, created_at, updated_at FROM customer_versions
)
