-- The rows as they are from now on, with the hashes of their keys.
INSERT INTO {table} BY NAME SELECT *{hashes} FROM staged
