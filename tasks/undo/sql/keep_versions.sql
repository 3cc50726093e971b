-- The rows that go or change, as they were.
INSERT INTO {versions} BY NAME
SELECT s.* EXCLUDE ({hashes}), $undo_id AS replaced_by, $now AS replaced_at, $write_number AS write_number{has_other_items}
FROM {table} AS s JOIN undo_changes AS c ON c.id = s.id
