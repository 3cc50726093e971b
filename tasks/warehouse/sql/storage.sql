-- What the project's tables are kept in.
SELECT type FROM duckdb_databases() WHERE database_name = current_database()
