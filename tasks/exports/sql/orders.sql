-- Orders as they are exported, with what filters and orderings look at.
SELECT o.id, o.source_id, o.status, o.created_at,
    CASE WHEN o.id IN (SELECT id FROM order_versions) THEN o.updated_at END AS updated_at,
    o.amount, o.initial_amount, o.discount_amount, o.items_discount_amount,
    coalesce(o.discount_amount, 0)::HUGEINT + o.items_discount_amount AS total_discount_amount,
    o.amount::HUGEINT - coalesce(o.discount_amount, 0) - o.items_discount_amount AS total_amount,
    o.customer_id, o.referrer_id, o.metadata, o.position
FROM orders AS o
