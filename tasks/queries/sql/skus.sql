-- SKUs.
SELECT id, source_id, product_id, sku, price, metadata, created_at, updated_at
FROM skus
