-- DuckDB unpacks compressed HUGEINT ten times slower than it reads the rest of the row; each refresh reads this table.
CREATE TABLE new_summaries (
    customer_id VARCHAR NOT NULL, total_count BIGINT NOT NULL,
    total_amount HUGEINT USING COMPRESSION uncompressed NOT NULL, average_amount DOUBLE,
    last_order_amount HUGEINT USING COMPRESSION uncompressed, last_order_date TIMESTAMP, import_id VARCHAR NOT NULL
);
INSERT INTO new_summaries SELECT * FROM customer_summaries;
DROP TABLE customer_summaries;
ALTER TABLE new_summaries RENAME TO customer_summaries;
