-- The columns of a table.
SELECT * FROM {table} LIMIT 0
