-- The row of this id, else of this source_id, stored or not; the one that was written last.
SELECT id FROM (
    SELECT id, source_id, 1 AS is_stored, updated_at FROM {table}
    UNION ALL SELECT id, source_id, 0, updated_at FROM {versions}
)
WHERE id = $name OR source_id = $name
ORDER BY id = $name DESC, is_stored DESC, updated_at DESC LIMIT 1
