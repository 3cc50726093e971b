-- The items that orders had before, with the hashes of their keys.
INSERT INTO order_items BY NAME
SELECT *{hashes} FROM (
    SELECT v.* EXCLUDE (replaced_by, replaced_at, write_number) REPLACE ($undo_id AS import_id)
    FROM order_item_versions AS v JOIN undo_target AS t ON t.id = v.order_id AND t.items_until = v.write_number
    WHERE v.order_id IN (SELECT id FROM undo_changes WHERE has_other_items AND NOT goes)
)
