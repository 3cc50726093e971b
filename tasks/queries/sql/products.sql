-- Products.
SELECT id, source_id, name, price, metadata, created_at, updated_at
FROM products
