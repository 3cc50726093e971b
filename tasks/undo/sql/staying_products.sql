-- The products of which something still counts, and the stored ones that an item or an SKU names.
CREATE OR REPLACE TEMP TABLE undo_staying AS
WITH doubtful AS (
    SELECT id, source_id FROM products WHERE id IN (SELECT id FROM undo_plan WHERE NOT is_said)
)
SELECT id FROM undo_plan WHERE is_said
UNION SELECT d.id FROM doubtful AS d JOIN skus AS s ON s.product_id = d.id
UNION SELECT d.id FROM doubtful AS d JOIN order_items AS i ON i.product_id = d.id
UNION SELECT d.id FROM doubtful AS d JOIN order_items AS i ON i.product ->> '$.id' = d.id
UNION SELECT d.id FROM doubtful AS d JOIN order_items AS i ON i.sku ->> '$.product_id' = d.id
UNION SELECT d.id FROM doubtful AS d JOIN order_items AS i ON i.product ->> '$.source_id' = d.source_id
UNION SELECT d.id FROM doubtful AS d JOIN order_items AS i ON i.source_id = d.source_id AND i.related_object = 'product'
