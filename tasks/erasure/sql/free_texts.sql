-- What the rows of some orders hold of free JSON.
SELECT rowid AS place, {columns} FROM {table}
WHERE {order_id} IN (SELECT id FROM person_orders) AND coalesce({columns}) IS NOT NULL
