-- Rows that would get a source_id which another row has: they are left as they are.
SELECT DISTINCT t.id, t.source_id, o.import_id AS written_by
FROM undo_target AS t JOIN undo_changes AS c ON c.id = t.id JOIN {table} AS o ON o.source_id = t.source_id AND o.id <> t.id
WHERE NOT c.goes AND o.id NOT IN (SELECT id FROM undo_changes WHERE goes)
