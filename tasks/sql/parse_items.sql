-- One row an item: its own fields, the product and SKU data as text, and the same data by field.
SELECT row, item_index, i.* EXCLUDE (product, sku), i.product, i.sku,
    p.id AS in_product_id, p.source_id AS in_product_source_id, p.name AS in_product_name, p.price AS in_product_price,
    p.metadata AS in_product_metadata, p.override AS in_product_override,
    s.id AS in_sku_id, s.source_id AS in_sku_source_id, s.product_id AS in_sku_product_id, s.sku AS in_sku_sku,
    s.price AS in_sku_price, s.metadata AS in_sku_metadata, s.override AS in_sku_override
FROM (
    SELECT row, item_index, i, from_json(i.product, $product) AS p, from_json(i.sku, $sku) AS s
    FROM (SELECT row, generate_subscripts(o.items, 1) - 1 AS item_index, unnest(o.items) AS i FROM parsed)
)
