-- Rows of the large tables whose rows are replaced, as far as DuckDB knows without counting.
SELECT coalesce(sum(estimated_size), 0)::BIGINT FROM duckdb_tables()
WHERE table_name IN ('orders', 'order_items', 'customers', 'customer_summaries')
