-- The SKUs of which something still counts, and the stored ones that an item names.
CREATE OR REPLACE TEMP TABLE undo_staying AS
WITH doubtful AS (
    SELECT id, source_id FROM skus WHERE id IN (SELECT id FROM undo_plan WHERE NOT is_said)
)
SELECT id FROM undo_plan WHERE is_said
UNION SELECT d.id FROM doubtful AS d JOIN order_items AS i ON i.sku_id = d.id
UNION SELECT d.id FROM doubtful AS d JOIN order_items AS i ON i.sku ->> '$.id' = d.id
UNION SELECT d.id FROM doubtful AS d JOIN order_items AS i ON i.sku ->> '$.source_id' = d.source_id
UNION SELECT d.id FROM doubtful AS d JOIN order_items AS i ON i.source_id = d.source_id AND i.related_object = 'sku'
