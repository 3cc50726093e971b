-- Of orders with one created_at, the one that came later is the later one; of those stored so far the last written one.
CREATE TABLE new_orders (
    id VARCHAR NOT NULL, source_id VARCHAR, status VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL, amount BIGINT NOT NULL, initial_amount BIGINT NOT NULL, discount_amount BIGINT,
    items_discount_amount BIGINT NOT NULL, customer_id VARCHAR, referrer_id VARCHAR, metadata JSON,
    import_id VARCHAR NOT NULL, source_row BIGINT NOT NULL, position BIGINT NOT NULL DEFAULT 0
);
INSERT INTO new_orders
SELECT *, row_number() OVER (ORDER BY updated_at, source_row, id) - 1 FROM orders;
DROP TABLE orders;
ALTER TABLE new_orders RENAME TO orders;
ALTER TABLE order_versions ADD COLUMN position BIGINT;
