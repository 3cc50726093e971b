-- Orders that are nobody's from now on.
UPDATE {table} SET {column} = NULL WHERE {column} = $customer_id
