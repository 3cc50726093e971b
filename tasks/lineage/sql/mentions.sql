-- What was said of one row when it was there already.
SELECT write_number, m.import_id, row, source, coalesce(loaded_at, started_at) AS said_at
FROM row_mentions AS m LEFT JOIN imports ON imports.id = m.import_id
WHERE kind = '{table}' AND m.id = $id ORDER BY write_number
