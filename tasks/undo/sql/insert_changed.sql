-- The rows as they are from now on, with the hashes of their keys.
INSERT INTO {table} BY NAME
SELECT *{hashes} FROM (
    SELECT id, {columns}, $undo_id AS import_id, $now AS updated_at
    FROM undo_target WHERE id IN (SELECT id FROM undo_changes WHERE NOT goes)
)
