-- A project of getvariable('customers') customers with two orders each; see crowd.py for the same in Python.
INSERT INTO customers BY NAME
SELECT 'cust_' || left(sha256('t/p|c-' || i), 32) AS id, 'c-' || i AS source_id, 'Customer ' || i AS name,
       'c' || i || '@' || i % 20 || '.example.com' AS email, 'Leeds' AS address_city,
       ['GB', 'DE', 'FR', 'PL', 'US'][1 + i % 5] AS address_country,
       json_object('tier', CASE WHEN i // 5 % 10 = 0 THEN 'gold' ELSE 'basic' END, 'age', 18 + i % 62) AS metadata,
       TIMESTAMP '2021-01-01' AS created_at, TIMESTAMP '2021-01-01' AS updated_at, 'imp_before' AS import_id
FROM range(getvariable('customers')) AS numbers(i);

INSERT INTO orders BY NAME
SELECT 'ord_' || md5('o-' || i || '-' || n) AS id, 'o-' || i || '-' || n AS source_id, 'PAID' AS status,
       getvariable('now') - to_days(CAST(1 + i % 700 + 365 * n AS INTEGER)) AS created_at, created_at AS updated_at,
       100 + i * [37, 91][1 + n] % 9901 AS amount, amount AS initial_amount, 0 AS items_discount_amount,
       'cust_' || left(sha256('t/p|c-' || i), 32) AS customer_id, json_object('channel', 'web') AS metadata,
       'imp_before' AS import_id, 0 AS source_row
FROM range(getvariable('customers')) AS numbers(i), range(2) AS times(n);

INSERT INTO customer_summaries BY NAME
SELECT customer_id, count(*) AS total_count, sum(amount) AS total_amount, avg(amount) AS average_amount,
       arg_max(amount, created_at) AS last_order_amount, max(created_at) AS last_order_date, 'imp_before' AS import_id
FROM orders GROUP BY customer_id;
