-- Rows of the largest table, as far as DuckDB knows without counting.
SELECT max(estimated_size) FROM duckdb_tables()
