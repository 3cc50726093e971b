-- What a row of each table needs, and how to write something of its type.
SELECT table_name, column_name, CASE
    WHEN is_nullable THEN 'NULL'
    WHEN data_type LIKE '%[]' THEN '[]'
    WHEN data_type = 'JSON' THEN '''null'''
    WHEN data_type = 'VARCHAR' THEN ''''''
    WHEN data_type = 'TIMESTAMP' THEN 'TIMESTAMP ''1970-01-01'''
    WHEN data_type = 'BOOLEAN' THEN 'false'
    ELSE '0' END AS value
FROM duckdb_columns()
WHERE database_name = current_database() AND NOT internal
    AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = current_database())
ORDER BY table_oid, column_index
