-- The orders whose items are to be other ones than those that are stored.
CREATE OR REPLACE TEMP TABLE undo_other_items AS
WITH doubtful AS (
    SELECT id, items_until FROM undo_target WHERE items_until <> {stored}
), to_be AS (
    SELECT v.* EXCLUDE (import_id, replaced_by, replaced_at, write_number)
    FROM order_item_versions AS v JOIN doubtful AS d ON d.id = v.order_id AND d.items_until = v.write_number
), stored AS (
    SELECT * EXCLUDE (import_id, {hashes}) FROM order_items WHERE order_id IN (SELECT id FROM doubtful)
)
SELECT DISTINCT order_id AS id
FROM ((FROM to_be EXCEPT ALL FROM stored) UNION ALL (FROM stored EXCEPT ALL FROM to_be))
