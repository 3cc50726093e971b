-- The last order of those whose last ones have one time and position, which an undo that was undone may bring about.
UPDATE summaries SET last_order_amount = net_amount
FROM (
    SELECT customer_id, amount::HUGEINT - coalesce(discount_amount, 0) - items_discount_amount AS net_amount
    FROM orders
    WHERE status IN ('PAID', 'FULFILLED') AND customer_id IN (SELECT customer_id FROM summaries WHERE is_tied)
    QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY created_at DESC, position DESC, id DESC) = 1
) AS latest
WHERE latest.customer_id = summaries.customer_id
