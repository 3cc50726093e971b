-- SKUs as they are exported.
SELECT id, source_id, product_id, sku, price, currency, attributes, image_url, metadata, created_at,
    CASE WHEN updated_at > created_at THEN updated_at END AS updated_at, id AS position
FROM skus
