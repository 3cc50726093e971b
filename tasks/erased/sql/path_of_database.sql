-- Where the open database is.
SELECT path FROM duckdb_databases() WHERE database_name = current_database()
