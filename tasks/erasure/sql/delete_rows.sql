-- Rows about the person alone.
DELETE FROM {table} WHERE {column} = $customer_id
