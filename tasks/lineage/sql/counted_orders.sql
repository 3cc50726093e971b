-- The orders that a customer's summary counts, the last first.
SELECT o.id, o.source_id, o.status, created_at,
    amount::HUGEINT - coalesce(discount_amount, 0) - items_discount_amount AS amount,
    o.import_id AS written_by, source, CASE WHEN source NOT LIKE 'undo of %' THEN source_row END AS row
FROM orders AS o LEFT JOIN imports ON imports.id = o.import_id
WHERE customer_id = $id AND o.status IN ('PAID', 'FULFILLED')
ORDER BY created_at DESC, position DESC, o.id
