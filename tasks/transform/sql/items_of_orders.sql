-- The items of some orders as they are stored.
SELECT * FROM order_items WHERE order_id IN (SELECT id FROM named)
