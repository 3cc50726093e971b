-- Products.
SELECT id, source_id, name, price, attributes, image_url, metadata, created_at, updated_at
FROM products
