-- Orders by currency and status.
SELECT currency, status, count(*) AS order_count, sum(net_amount) AS net_amount
FROM ({orders})
GROUP BY ALL ORDER BY order_count DESC, currency, status
