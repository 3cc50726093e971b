-- The products and SKUs that brought most, of each currency; items of an import are those it wrote.
WITH items AS (
    SELECT order_id, product_id, sku_id, source_id, quantity, price, amount, discount_amount, product, sku
    FROM order_items WHERE $import_id IS NULL OR import_id = $import_id
    UNION ALL
    SELECT order_id, product_id, sku_id, source_id, quantity, price, amount, discount_amount, product, sku
    FROM order_item_versions WHERE import_id = $import_id AND replaced_by <> $import_id
), sold AS (
    SELECT o.currency, i.order_id, i.quantity,
        coalesce(i.product_id, i.sku_id, i.source_id, i.product ->> '$.name', i.sku ->> '$.sku') AS item,
        coalesce(i.source_id, p.source_id, s.source_id) AS number,
        coalesce(p.name, i.product ->> '$.name', s.sku, i.sku ->> '$.sku') AS name,
        coalesce(i.amount, i.price::HUGEINT * i.quantity, 0)::HUGEINT - coalesce(i.discount_amount, 0) AS net_amount
    FROM items i JOIN ({orders}) o ON o.id = i.order_id
    LEFT JOIN products p ON p.id = i.product_id LEFT JOIN skus s ON s.id = i.sku_id
    WHERE o.is_revenue
)
SELECT currency, any_value(name) AS name, any_value(number) AS number, count(DISTINCT order_id) AS order_count,
    sum(quantity) AS item_count, sum(net_amount) AS revenue_amount
FROM sold WHERE item IS NOT NULL
GROUP BY currency, item
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY revenue_amount DESC, item) <= $most
ORDER BY currency, revenue_amount DESC, number
