-- Make room for the items as they are to be.
DELETE FROM order_items WHERE order_id IN (SELECT id FROM undo_changes WHERE has_other_items)
