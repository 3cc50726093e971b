-- Orders with their totals, which are computed on reading (contract §2).
SELECT id, source_id, status, created_at, updated_at, amount, initial_amount, discount_amount,
    items_discount_amount, coalesce(discount_amount, 0)::HUGEINT + items_discount_amount AS total_discount_amount,
    amount::HUGEINT - coalesce(discount_amount, 0) - items_discount_amount AS total_amount,
    customer_id, referrer_id, metadata
FROM orders
