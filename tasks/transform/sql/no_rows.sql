-- The columns of a table, and where a row is.
SELECT *, rowid AS place FROM {table} LIMIT 0
