-- Whether a table has a row.
SELECT 1 FROM {table} LIMIT 1
