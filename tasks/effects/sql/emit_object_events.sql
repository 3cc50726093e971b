-- One event of the allowed types for each order, product and SKU written; the same update makes the same event only once.
INSERT INTO events BY NAME
WITH written AS (
    SELECT 'order' AS kind, id, customer_id, status FROM orders WHERE import_id = $import_id
    UNION ALL SELECT 'product', id, NULL, NULL FROM products WHERE import_id = $import_id
    UNION ALL SELECT 'sku', id, NULL, NULL FROM skus WHERE import_id = $import_id
), replaced AS (
    SELECT 'order' AS kind, id, status AS old_status FROM order_versions WHERE replaced_by = $import_id
    UNION ALL SELECT 'product', id, NULL FROM product_versions WHERE replaced_by = $import_id
    UNION ALL SELECT 'sku', id, NULL FROM sku_versions WHERE replaced_by = $import_id
), changed AS (
    SELECT written.*, replaced.id IS NOT NULL AS is_update, coalesce(old_status, '') <> status AS has_new_status
    FROM written LEFT JOIN replaced USING (kind, id)
), happened AS (
    SELECT kind || CASE WHEN is_update THEN '.updated' ELSE '.created' END AS type, id, customer_id FROM changed
    UNION ALL
    SELECT kind || '.' || lower(status), id, customer_id FROM changed
    WHERE has_new_status AND status <> 'CREATED'
)
SELECT made.* FROM (
    SELECT 'evt_' || left(sha256(concat_ws(chr(31), type, id, $import_id)), 32) AS id, type,
        customer_id, id AS object_id, $import_id AS import_id, $now AS created_at
    FROM happened WHERE type IN (SELECT unnest(CAST($event_types AS VARCHAR[])))
) AS made
ANTI JOIN (SELECT id FROM events WHERE import_id = $import_id) AS recorded ON recorded.id = made.id
