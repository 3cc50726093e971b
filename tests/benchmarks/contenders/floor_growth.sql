-- The least that puts a batch into a project's own tables: find what it names by the hashes of keys, delete and insert.
-- No rules, no rejects, no summaries, no segments; what is replaced is kept if the variable keeps says so.
CREATE TEMP TABLE named AS
SELECT *, rowid AS "row", 'ord_' || left(md5(source_id), 24) AS id,
    'cust_' || left(md5(customer.source_id), 24) AS customer_id
FROM arrived;

CREATE TEMP TABLE newest AS
SELECT * FROM named QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY "row" DESC) = 1;

CREATE TEMP MACRO hash_of(key) AS (md5_number_lower(key) >> 32)::UINTEGER;

CREATE TEMP TABLE new_orders AS
SELECT id, source_id, status, created_at, created_at AS updated_at, amount,
    coalesce(initial_amount, amount) AS initial_amount, discount_amount,
    coalesce(list_sum([item.discount_amount FOR item IN items]), 0)::BIGINT AS items_discount_amount, customer_id,
    metadata,
    'floor' AS import_id, "row" AS source_row, 0 AS position,
    hash_of(id) AS id_hash, hash_of(source_id) AS source_id_hash, hash_of(customer_id) AS customer_id_hash
FROM newest;

CREATE TEMP TABLE new_items AS
SELECT order_id, item_index, item.*, 'floor' AS import_id, hash_of(order_id) AS order_id_hash
FROM (
    SELECT id AS order_id, unnest(range(len(items)))::INTEGER AS item_index, unnest(items) AS item FROM newest
);

CREATE TEMP TABLE new_customers AS
SELECT id, person.source_id AS source_id, person.name AS name, person.email AS email,
    person.address.city AS address_city,
    person.address.country AS address_country, person.address.line_1 AS address_line_1, person.metadata AS metadata,
    created_at, created_at AS updated_at, 'floor' AS import_id, hash_of(id) AS id_hash,
    hash_of(person.source_id) AS source_id_hash
FROM (
    SELECT customer_id AS id, last(customer ORDER BY "row") AS person, min(created_at) AS created_at
    FROM named WHERE customer_id IS NOT NULL GROUP BY ALL
);

BEGIN;
-- hashes first, which are 4 bytes of each key; then the keys of the few rows that have them
CREATE TEMP TABLE old_orders AS
WITH near AS MATERIALIZED (
    SELECT rowid AS place FROM orders WHERE source_id_hash IN (SELECT source_id_hash FROM new_orders)
)
SELECT rowid AS place FROM orders
WHERE rowid IN (SELECT place FROM near) AND source_id IN (SELECT source_id FROM new_orders);
CREATE TEMP TABLE old_items AS
WITH near AS MATERIALIZED (
    SELECT rowid AS place FROM order_items WHERE order_id_hash IN (SELECT id_hash FROM new_orders)
)
SELECT rowid AS place FROM order_items
WHERE rowid IN (SELECT place FROM near) AND order_id IN (SELECT id FROM new_orders);
CREATE TEMP TABLE old_customers AS
WITH near AS MATERIALIZED (
    SELECT rowid AS place FROM customers WHERE source_id_hash IN (SELECT source_id_hash FROM new_customers)
)
SELECT rowid AS place FROM customers
WHERE rowid IN (SELECT place FROM near) AND source_id IN (SELECT source_id FROM new_customers);
CREATE TEMP TABLE kept_orders AS
SELECT * FROM orders WHERE rowid IN (SELECT place FROM old_orders) AND getvariable('keeps');
CREATE TEMP TABLE kept_items AS
SELECT * FROM order_items WHERE rowid IN (SELECT place FROM old_items) AND getvariable('keeps');
CREATE TEMP TABLE kept_customers AS
SELECT * FROM customers WHERE rowid IN (SELECT place FROM old_customers) AND getvariable('keeps');
DELETE FROM orders WHERE rowid IN (SELECT place FROM old_orders);
DELETE FROM order_items WHERE rowid IN (SELECT place FROM old_items);
DELETE FROM customers WHERE rowid IN (SELECT place FROM old_customers);
INSERT INTO orders BY NAME SELECT * FROM new_orders;
INSERT INTO order_items BY NAME SELECT * FROM new_items;
INSERT INTO customers BY NAME SELECT * FROM new_customers;
COMMIT;
CHECKPOINT;
