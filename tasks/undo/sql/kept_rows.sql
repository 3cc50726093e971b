-- Rows that an import brought and that stay: who has said something of them since.
SELECT p.id, any_value(t.source_id) AS source_id,
    coalesce(list_sort(list_distinct(list(e.import_id) FILTER (e.place > p.base_at))), []) AS written_by
FROM undo_plan AS p
JOIN undo_counting AS b ON b.id = p.id AND b.place = p.base_at AND b.import_id IN (SELECT import_id FROM undo_gone)
JOIN undo_target AS t ON t.id = p.id
JOIN undo_counting AS e ON e.id = p.id
WHERE p.id IN (SELECT id FROM undo_staying)
GROUP BY p.id ORDER BY p.id
