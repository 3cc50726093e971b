-- Of each SKU in a batch, the stored product that it names, by id or else by source_id; and the one it belongs to.
SELECT named.row, named.id, named.source_id, named.product,
    coalesce(by_id.id, by_source_id.id) AS product_id,
    coalesce(sku_by_id.product_id, sku_by_source_id.product_id) AS owner_id
FROM named
LEFT JOIN products AS by_id ON by_id.id = named.product
LEFT JOIN products AS by_source_id ON by_source_id.source_id = named.product
LEFT JOIN skus AS sku_by_id ON sku_by_id.id = named.id
LEFT JOIN skus AS sku_by_source_id ON sku_by_source_id.source_id = named.source_id AND named.id IS NULL
