-- The number of the last write, as a row: storages beside DuckDB's own file have no sequences.
CREATE TABLE write_counter (last_number BIGINT NOT NULL);
INSERT INTO write_counter
SELECT coalesce(max(coalesce(last_value, start_value - 1)), 0) FROM duckdb_sequences()
WHERE database_name = current_database() AND sequence_name = 'write_numbers';
DROP SEQUENCE IF EXISTS write_numbers;
