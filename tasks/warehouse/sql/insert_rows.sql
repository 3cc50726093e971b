-- The rows as they are from now on.
INSERT INTO {table} BY NAME SELECT * FROM staged
