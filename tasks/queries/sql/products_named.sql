-- The products of these ids and source_ids, as an order's items show them.
SELECT id, source_id, name, price, metadata FROM products
WHERE id IN (SELECT unnest($ids)) OR source_id IN (SELECT unnest($source_ids))
