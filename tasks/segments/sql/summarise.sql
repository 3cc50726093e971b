-- The orders that count, PAID and FULFILLED, net of discounts; in 128 bits, so that no sum is too large. Which is the
-- last one is asked by a window, whose rows can go to disk: the state of an arg_max by several columns cannot.
CREATE OR REPLACE TEMP TABLE summaries AS
WITH counted AS (
    SELECT customer_id, created_at,
        amount::HUGEINT - coalesce(discount_amount, 0) - items_discount_amount AS net_amount,
        row_number() OVER (PARTITION BY customer_id ORDER BY created_at DESC, position DESC, id DESC) = 1 AS is_last
    FROM orders
    WHERE status IN ('PAID', 'FULFILLED') AND customer_id IN (SELECT customer_id FROM touched)
), summed AS (
    SELECT customer_id, count(*) AS total_count, sum(net_amount) AS total_amount,
        max(net_amount) FILTER (is_last) AS last_order_amount, max(created_at) AS last_order_date
    FROM counted GROUP BY customer_id
)
SELECT t.customer_id, coalesce(total_count, 0) AS total_count, coalesce(total_amount, 0) AS total_amount,
    total_amount::DOUBLE / total_count AS average_amount, last_order_amount, last_order_date, t.import_id
FROM touched AS t LEFT JOIN summed AS s ON s.customer_id = t.customer_id
