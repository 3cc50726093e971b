-- The columns of all tables of the project, by name: storages may keep them in another order.
SELECT table_name, column_name FROM duckdb_columns()
WHERE database_name = current_database() AND NOT internal
AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal)
ORDER BY table_name, column_name
