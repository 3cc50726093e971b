-- The items of orders that go or get other ones, as they were.
INSERT INTO order_item_versions BY NAME
SELECT i.* EXCLUDE ({hashes}), $undo_id AS replaced_by, $now AS replaced_at, $write_number AS write_number
FROM order_items AS i WHERE order_id IN (SELECT id FROM undo_changes WHERE has_other_items)
