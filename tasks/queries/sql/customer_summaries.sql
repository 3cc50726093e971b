-- What some customers have ordered.
SELECT customer_id, total_count, total_amount::HUGEINT AS total_amount,
    CAST(round(average_amount) AS HUGEINT) AS average_amount, last_order_amount::HUGEINT AS last_order_amount,
    last_order_date
FROM customer_summaries
WHERE customer_id IN (SELECT unnest($ids))
