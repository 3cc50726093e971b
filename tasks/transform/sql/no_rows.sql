-- The columns of a table, and where a row is.
SELECT * EXCLUDE ({hashes}), rowid AS place FROM {table} LIMIT 0
