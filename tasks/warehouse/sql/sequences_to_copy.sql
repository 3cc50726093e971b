-- Sequences of the database that is copied, and their next numbers.
SELECT sequence_name, coalesce(last_value + increment_by, start_value)
FROM duckdb_sequences() WHERE database_name = 'old' ORDER BY sequence_name
