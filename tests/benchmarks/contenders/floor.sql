-- Read orders, keep the last of each source_id, upsert: no ids of our own, no rules, no versions, no rejects.
CREATE TABLE IF NOT EXISTS orders (
    source_id VARCHAR, status VARCHAR, created_at TIMESTAMP, amount BIGINT, initial_amount BIGINT,
    discount_amount BIGINT, customer_source_id VARCHAR, metadata JSON
);
CREATE TABLE IF NOT EXISTS order_items (
    order_source_id VARCHAR, item_index BIGINT, source_id VARCHAR, related_object VARCHAR, quantity BIGINT,
    price BIGINT, amount BIGINT, discount_amount BIGINT, product JSON, sku JSON, metadata JSON
);
CREATE TABLE IF NOT EXISTS customers (
    source_id VARCHAR, name VARCHAR, email VARCHAR, address_city VARCHAR, address_line_1 VARCHAR,
    address_country VARCHAR, metadata JSON
);
CREATE TABLE IF NOT EXISTS products (source_id VARCHAR, name VARCHAR, price BIGINT);
CREATE TABLE IF NOT EXISTS skus (source_id VARCHAR, sku VARCHAR, price BIGINT);

BEGIN;

CREATE TEMP TABLE newest AS SELECT max(rowid) AS "row", source_id FROM arrived GROUP BY source_id;

MERGE INTO orders USING (
    SELECT source_id, status, created_at, amount, coalesce(initial_amount, amount) AS initial_amount, discount_amount,
           customer.source_id AS customer_source_id, metadata
    FROM arrived SEMI JOIN newest ON arrived.rowid = newest."row"
) AS new USING (source_id)
WHEN MATCHED THEN UPDATE
WHEN NOT MATCHED THEN INSERT;

DELETE FROM order_items USING newest WHERE order_items.order_source_id = newest.source_id;

INSERT INTO order_items
SELECT order_source_id, item_index, item.*
FROM (
    SELECT source_id AS order_source_id, unnest(range(len(items))) AS item_index, unnest(items) AS item
    FROM arrived SEMI JOIN newest ON arrived.rowid = newest."row"
);

MERGE INTO customers USING (
    SELECT customer.source_id AS source_id, customer.name AS name, customer.email AS email,
           customer.address.city AS address_city, customer.address.line_1 AS address_line_1,
           customer.address.country AS address_country, customer.metadata AS metadata
    FROM arrived SEMI JOIN (SELECT max(rowid) AS "row" FROM arrived GROUP BY customer.source_id) AS last
        ON arrived.rowid = last."row"
) AS new USING (source_id)
WHEN MATCHED THEN UPDATE
WHEN NOT MATCHED THEN INSERT;

CREATE TEMP TABLE overrides AS
SELECT item.source_id, item.related_object,
       coalesce(item.sku ->> '$.sku', item.product ->> '$.name') AS name,
       coalesce(item.sku -> '$.price', item.product -> '$.price')::BIGINT AS price
FROM (SELECT rowid AS "row", unnest(range(len(items))) AS item_index, unnest(items) AS item FROM arrived)
WHERE coalesce(item.sku -> '$.override', item.product -> '$.override') = 'true'
QUALIFY row_number() OVER (PARTITION BY item.source_id, item.related_object ORDER BY "row" DESC, item_index DESC) = 1;

MERGE INTO products USING (SELECT source_id, name, price FROM overrides WHERE related_object = 'product') AS new
USING (source_id)
WHEN MATCHED THEN UPDATE
WHEN NOT MATCHED THEN INSERT;

MERGE INTO skus USING (SELECT source_id, name AS sku, price FROM overrides WHERE related_object = 'sku') AS new
USING (source_id)
WHEN MATCHED THEN UPDATE
WHEN NOT MATCHED THEN INSERT;

COMMIT;
