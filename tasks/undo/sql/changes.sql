-- The rows that go, come, or change.
CREATE OR REPLACE TEMP TABLE undo_changes AS
WITH stored AS (SELECT * FROM {table} WHERE id IN (SELECT id FROM undo_rows)),
to_be AS (SELECT * FROM undo_target WHERE id IN (SELECT id FROM undo_staying))
SELECT coalesce(t.id, s.id) AS id, t.id IS NULL AS goes, s.id IS NULL AS comes,
    t.id IS NULL OR s.id IS NULL OR {has_other_items} AS has_other_items
FROM to_be AS t FULL JOIN stored AS s ON s.id = t.id
WHERE (s.id IS NULL OR s.id IN (SELECT id FROM undo_plan)) AND (t.id IS NULL OR s.id IS NULL OR {differs})
