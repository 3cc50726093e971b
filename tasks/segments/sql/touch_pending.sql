-- The customers an import touched and whose refresh is still due, and where they are; who was deleted before it has no
-- summary. They are found by the hashes of their ids.
CREATE OR REPLACE TEMP TABLE touched AS
WITH due AS MATERIALIZED (
    SELECT customer_id AS id FROM pending_refreshes WHERE import_id = $import_id
), candidates AS MATERIALIZED (
    SELECT id, rowid AS place FROM customers
    WHERE rowid IN (SELECT rowid FROM customers WHERE id_hash IN (SELECT {hash} FROM due))
)
SELECT id AS customer_id, $import_id AS import_id, place FROM candidates WHERE id IN (SELECT id FROM due)
