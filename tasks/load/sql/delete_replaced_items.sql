-- A new list of items replaces the whole old one.
DELETE FROM order_items WHERE order_id IN (SELECT order_id FROM replaced)
