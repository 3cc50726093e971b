-- The items of some orders as they are stored, and where: found by the hash of the order's id, then read.
WITH candidates AS MATERIALIZED (
    SELECT * EXCLUDE ({hashes}), rowid AS place FROM order_items
    WHERE rowid IN (SELECT rowid FROM order_items WHERE order_id_hash IN (SELECT {hash} FROM named))
)
SELECT * FROM candidates WHERE order_id IN (SELECT id FROM named)
