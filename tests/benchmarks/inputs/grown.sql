-- A project of getvariable('orders') orders, as if imported in batches of 2,000; see grown.py for the same in Python.
INSERT INTO customers BY NAME
SELECT 'cust_' || left(md5('c-' || i), 24) AS id, 'c-' || i AS source_id, 'Customer ' || i AS name,
       'c' || i || '@example.com' AS email, 'Leeds' AS address_city, 'GB' AS address_country,
       json_object('tier', 'a', 'age', 18 + i % 62) AS metadata, TIMESTAMP '2011-01-01' AS created_at,
       TIMESTAMP '2021-01-01' AS updated_at, 'imp_' || md5('' || i * 4 // 2000) AS import_id
FROM range(getvariable('orders') // 4) AS numbers(i);

INSERT INTO order_items BY NAME
SELECT 'ord_' || left(md5('o-' || i), 24) AS order_id, line AS item_index, 'sku-' || i % 5000 AS source_id,
       'sku' AS related_object, 'sku_' || left(md5('sku-' || i % 5000), 24) AS sku_id, 1 + (i + line) % 5 AS quantity,
       100 + (i * 7 + line * 13) % 8900 AS price, quantity * price AS amount, 10 AS discount_amount,
       json_object('sku', 'Widget ' || i % 5000, 'price', price) AS sku, json_object('color', 'red') AS metadata,
       'imp_' || md5('' || i // 2000) AS import_id
FROM (SELECT i, unnest(range(1 + i % 4)) AS line FROM range(getvariable('orders')) AS numbers(i));

INSERT INTO orders BY NAME
SELECT 'ord_' || left(md5('o-' || i), 24) AS id, 'o-' || i AS source_id,
       CASE WHEN i // 3 % 2 = 0 THEN 'PAID' ELSE 'CREATED' END AS status,
       TIMESTAMP '2011-01-01' + to_minutes(i * 4) AS created_at, TIMESTAMP '2021-01-01' AS updated_at,
       list_sum([(1 + (i + line) % 5) * (100 + (i * 7 + line * 13) % 8900) for line in range(1 + i % 4)]) AS amount,
       amount AS initial_amount, 10 * (1 + i % 4) AS items_discount_amount,
       'cust_' || left(md5('c-' || i % (getvariable('orders') // 4)), 24) AS customer_id,
       json_object('channel', 'web', 'note', 'Ünïcode ' || i, 'device', hash(i)) AS metadata,
       'imp_' || md5('' || i // 2000) AS import_id, i % 2000 AS source_row
FROM range(getvariable('orders')) AS numbers(i);

INSERT INTO products BY NAME
SELECT 'prod_' || left(md5('product-' || i), 24) AS id, 'product-' || i AS source_id, 'Widget ' || i AS name,
       100 + i AS price, TIMESTAMP '2011-01-01' AS created_at, TIMESTAMP '2021-01-01' AS updated_at,
       'imp_' || md5('0') AS import_id
FROM range(1000) AS numbers(i) WHERE getvariable('orders') > 0;

INSERT INTO skus BY NAME
SELECT 'sku_' || left(md5('sku-' || i), 24) AS id, 'sku-' || i AS source_id, 'Widget ' || i AS sku, 100 + i AS price,
       TIMESTAMP '2011-01-01' AS created_at, TIMESTAMP '2021-01-01' AS updated_at, 'imp_' || md5('0') AS import_id
FROM range(5000) AS numbers(i) WHERE getvariable('orders') > 0;

INSERT INTO customer_summaries BY NAME
SELECT customer_id, count(*) FILTER (counts) AS total_count, coalesce(sum(net) FILTER (counts), 0) AS total_amount,
       avg(net) FILTER (counts) AS average_amount, arg_max(net, created_at) FILTER (counts) AS last_order_amount,
       max(created_at) FILTER (counts) AS last_order_date, max(import_id) AS import_id
FROM (SELECT *, status = 'PAID' AS counts, amount - items_discount_amount AS net FROM orders)
GROUP BY customer_id;

INSERT INTO segments BY NAME
SELECT 'seg_big_spenders' AS id, 'big spenders' AS name, 'auto-update' AS type, true AS is_active,
       json_object('junction', 'and', 'summary.orders.total_amount',
                   json_object('conditions', json_object('$more_than', [getvariable('spent')]))) AS filter,
       (SELECT count(*) FROM customer_summaries WHERE total_amount > getvariable('spent')) AS member_count,
       TIMESTAMP '2021-01-01' AS created_at;

INSERT INTO segment_members BY NAME
SELECT 'seg_big_spenders' AS segment_id, customer_id, TIMESTAMP '2021-01-01' AS entered_at
FROM customer_summaries WHERE total_amount > getvariable('spent');
