-- Rows whose text names the person.
SELECT rowid AS place, {column}::VARCHAR AS text FROM {table}
WHERE regexp_matches({column}::VARCHAR, $pattern, 'i') AND {condition}
