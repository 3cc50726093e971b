-- The SKUs of these ids and source_ids, as an order's items show them.
SELECT id, source_id, product_id, sku, price, metadata FROM skus
WHERE id IN (SELECT unnest($ids)) OR source_id IN (SELECT unnest($source_ids))
