-- Orders and revenue by currency and month.
SELECT currency, strftime(created_at, '%Y-%m') AS month, count(*) AS order_count,
    coalesce(sum(net_amount) FILTER (is_revenue), 0) AS revenue_amount
FROM ({orders})
GROUP BY ALL ORDER BY currency, month
