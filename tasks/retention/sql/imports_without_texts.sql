-- Imports of whose rejected orders no text is kept.
SELECT import_id FROM rejects GROUP BY import_id HAVING bool_and(raw = '') ORDER BY import_id
