-- SKUs.
SELECT id, source_id, product_id, sku, price, currency, attributes, image_url, metadata, created_at, updated_at
FROM skus
