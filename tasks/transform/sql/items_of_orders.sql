-- The items of some orders as they are stored, and where: found in one column, then read.
SELECT *, rowid AS place FROM order_items
WHERE rowid IN (SELECT rowid FROM order_items WHERE order_id IN (SELECT id FROM named))
