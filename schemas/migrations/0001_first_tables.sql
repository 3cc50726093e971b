CREATE TABLE imports (
    id VARCHAR NOT NULL, flow_run_id VARCHAR, source VARCHAR NOT NULL, format VARCHAR, status VARCHAR NOT NULL,
    row_count BIGINT, done_count BIGINT, failed_count BIGINT,
    started_at TIMESTAMP NOT NULL, loaded_at TIMESTAMP, finished_at TIMESTAMP, report JSON
);
CREATE TABLE rejects (
    import_id VARCHAR NOT NULL, row BIGINT NOT NULL, source_id VARCHAR, path VARCHAR NOT NULL,
    reason VARCHAR NOT NULL, raw VARCHAR NOT NULL
);
CREATE TABLE orders (
    id VARCHAR NOT NULL, source_id VARCHAR, status VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL, amount BIGINT NOT NULL, initial_amount BIGINT NOT NULL, discount_amount BIGINT,
    items_discount_amount BIGINT NOT NULL, customer_id VARCHAR, referrer_id VARCHAR, metadata JSON,
    import_id VARCHAR NOT NULL, source_row BIGINT NOT NULL
);
CREATE TABLE order_items (
    order_id VARCHAR NOT NULL, item_index INTEGER NOT NULL, product_id VARCHAR, sku_id VARCHAR, source_id VARCHAR,
    related_object VARCHAR, quantity BIGINT NOT NULL, price BIGINT, amount BIGINT, discount_amount BIGINT,
    discount_quantity BIGINT, initial_quantity BIGINT, initial_amount BIGINT, product JSON, sku JSON, metadata JSON,
    import_id VARCHAR NOT NULL
);
CREATE TABLE customers (
    id VARCHAR NOT NULL, source_id VARCHAR, name VARCHAR, description VARCHAR, email VARCHAR, phone VARCHAR,
    birthdate DATE, address_city VARCHAR, address_state VARCHAR, address_line_1 VARCHAR, address_line_2 VARCHAR,
    address_country VARCHAR, address_postal_code VARCHAR, metadata JSON, created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL, import_id VARCHAR NOT NULL
);
CREATE TABLE customer_summaries (
    customer_id VARCHAR NOT NULL, total_count BIGINT NOT NULL, total_amount HUGEINT NOT NULL, average_amount DOUBLE,
    last_order_amount HUGEINT, last_order_date TIMESTAMP, import_id VARCHAR NOT NULL
);
CREATE TABLE products (
    id VARCHAR NOT NULL, source_id VARCHAR, name VARCHAR, price BIGINT, metadata JSON, created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL, import_id VARCHAR NOT NULL
);
CREATE TABLE skus (
    id VARCHAR NOT NULL, source_id VARCHAR, product_id VARCHAR, sku VARCHAR, price BIGINT, metadata JSON,
    created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP NOT NULL, import_id VARCHAR NOT NULL
);
CREATE TABLE order_versions AS SELECT *, ''::VARCHAR AS replaced_by, now()::TIMESTAMP AS replaced_at FROM orders LIMIT 0;
CREATE TABLE order_item_versions AS SELECT *, ''::VARCHAR AS replaced_by, now()::TIMESTAMP AS replaced_at FROM order_items LIMIT 0;
CREATE TABLE customer_versions AS SELECT *, ''::VARCHAR AS replaced_by, now()::TIMESTAMP AS replaced_at FROM customers LIMIT 0;
CREATE TABLE product_versions AS SELECT *, ''::VARCHAR AS replaced_by, now()::TIMESTAMP AS replaced_at FROM products LIMIT 0;
CREATE TABLE sku_versions AS SELECT *, ''::VARCHAR AS replaced_by, now()::TIMESTAMP AS replaced_at FROM skus LIMIT 0;
CREATE TABLE segments (
    id VARCHAR NOT NULL, name VARCHAR NOT NULL, type VARCHAR NOT NULL, filter JSON, is_active BOOLEAN NOT NULL DEFAULT false,
    member_count BIGINT NOT NULL DEFAULT 0, entered_count BIGINT NOT NULL DEFAULT 0, left_count BIGINT NOT NULL DEFAULT 0,
    created_at TIMESTAMP NOT NULL, refreshed_at TIMESTAMP
);
CREATE TABLE segment_members (
    segment_id VARCHAR NOT NULL, customer_id VARCHAR NOT NULL, entered_at TIMESTAMP NOT NULL, import_id VARCHAR
);
CREATE TABLE segment_changes (
    segment_id VARCHAR NOT NULL, customer_id VARCHAR NOT NULL, change VARCHAR NOT NULL, changed_at TIMESTAMP NOT NULL,
    import_id VARCHAR
);
CREATE TABLE events (
    id VARCHAR NOT NULL, type VARCHAR NOT NULL, customer_id VARCHAR, segment_id VARCHAR, import_id VARCHAR,
    created_at TIMESTAMP NOT NULL
);
CREATE TABLE pending_refreshes (import_id VARCHAR NOT NULL, customer_id VARCHAR NOT NULL);
