-- The orders that count, PAID and FULFILLED, net of discounts; in 128 bits, so that no sum is too large. Which is the
-- last one is asked by a window, whose rows can go to disk: the state of an arg_max by several columns cannot. The ids
-- of orders, by which those of one time and position are told apart, are read for these alone (`is_tied`).
CREATE OR REPLACE TEMP TABLE summaries AS
WITH counted AS (
    SELECT customer_id, created_at,
        amount::HUGEINT - coalesce(discount_amount, 0) - items_discount_amount AS net_amount,
        rank() OVER (PARTITION BY customer_id ORDER BY created_at DESC, position DESC) = 1 AS is_last
    FROM orders
    WHERE status IN ('PAID', 'FULFILLED') AND customer_id IN (SELECT customer_id FROM touched)
), summed AS (
    SELECT customer_id, count(*) AS total_count, sum(net_amount) AS total_amount,
        max(net_amount) FILTER (is_last) AS last_order_amount, max(created_at) AS last_order_date,
        min(net_amount) FILTER (is_last) < last_order_amount AS is_tied
    FROM counted GROUP BY customer_id
)
SELECT t.customer_id, coalesce(total_count, 0) AS total_count, coalesce(total_amount, 0) AS total_amount,
    total_amount::DOUBLE / total_count AS average_amount, last_order_amount, last_order_date, t.import_id,
    coalesce(is_tied, false) AS is_tied
FROM touched AS t LEFT JOIN summed AS s ON s.customer_id = t.customer_id
