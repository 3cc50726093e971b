-- Customers as they are exported, with what filters and orderings look at; of redemptions and points there are none.
SELECT c.id, c.source_id, c.name, c.description, c.email, c.phone, c.birthdate, c.birthdate AS birthday, c.created_at,
    CASE WHEN c.updated_at > c.created_at THEN c.updated_at END AS updated_at, c.metadata,
    c.address_city, c.address_state, c.address_line_1, c.address_line_2, c.address_country, c.address_postal_code,
    coalesce(s.total_count, 0) AS total_count, coalesce(s.total_amount::HUGEINT, 0) AS total_amount,
    s.average_amount, s.last_order_amount::HUGEINT AS last_order_amount, s.last_order_date,
    coalesce(s.total_count, 0) AS orders_total_count, coalesce(s.total_amount::HUGEINT, 0) AS orders_total_amount,
    CAST(round(coalesce(s.average_amount, 0)) AS HUGEINT) AS orders_average_amount,
    coalesce(s.last_order_amount::HUGEINT, 0) AS orders_last_order_amount, s.last_order_date AS orders_last_order_date,
    0 AS redemptions_total_redeemed, 0 AS redemptions_total_failed, 0 AS redemptions_total_succeeded,
    0 AS redemptions_total_rolled_back, 0 AS redemptions_total_rollback_failed,
    0 AS redemptions_total_rollback_succeeded, 0 AS loyalty_points, 0 AS loyalty_referred_customers, c.id AS position
FROM customers AS c LEFT JOIN customer_summaries AS s ON s.customer_id = c.id
