-- All rules of one kind, in the order of their names.
SELECT * FROM {table} ORDER BY name
