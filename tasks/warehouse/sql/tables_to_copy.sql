-- The tables of the database that is copied.
SELECT table_name FROM duckdb_tables() WHERE database_name = 'old' AND NOT internal ORDER BY table_name
