-- All rows of a table, in their order.
INSERT INTO {table} BY NAME FROM old.{table}
