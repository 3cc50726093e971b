-- Orders and amounts of source and store side by side; what the source does not say and is not stored has no month.
SELECT currency, status, month, sum(source_orders)::BIGINT AS source_orders,
    coalesce(sum(source_amount), 0)::HUGEINT::VARCHAR AS source_amount, sum(store_orders)::BIGINT AS store_orders,
    coalesce(sum(store_amount), 0)::HUGEINT::VARCHAR AS store_amount
FROM (
    SELECT said_currency AS currency, coalesce(said_status, '') AS status, coalesce(said_month, '') AS month,
        order_count AS source_orders, said_amount AS source_amount, 0 AS store_orders, 0 AS store_amount
    FROM compared WHERE is_said AND NOT is_written_since
    UNION ALL
    SELECT stored_currency, stored_status, stored_month, 0, 0, order_count, stored_amount
    FROM compared WHERE is_stored AND NOT is_written_since
)
GROUP BY ALL ORDER BY month, currency, status
