-- The orders of a project; those of an import as it left them, also where somebody has written them since.
SELECT id, status, created_at, customer_id, coalesce(metadata ->> '$.currency', $currency) AS currency, status IN ('PAID', 'FULFILLED') AS is_revenue,
    amount::HUGEINT - coalesce(discount_amount, 0) - items_discount_amount AS net_amount
FROM (
    SELECT id, status, created_at, customer_id, metadata, amount, discount_amount, items_discount_amount, NULL AS replaced_at
    FROM orders WHERE $import_id IS NULL OR import_id = $import_id
    UNION ALL
    SELECT id, status, created_at, customer_id, metadata, amount, discount_amount, items_discount_amount, replaced_at
    FROM order_versions WHERE import_id = $import_id
)
QUALIFY row_number() OVER (PARTITION BY id ORDER BY replaced_at DESC NULLS FIRST) = 1
