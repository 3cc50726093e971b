-- All versions of one row, the first first; the stored one is the last and was replaced by nobody.
SELECT v.*, imports.source, replacing.source AS replaced_from FROM (
    SELECT *, rowid AS place, 0 AS is_stored FROM {versions} WHERE id = $id
    UNION ALL BY NAME SELECT *, 0 AS place, 1 AS is_stored FROM {table} WHERE id = $id
) AS v LEFT JOIN imports ON imports.id = v.import_id LEFT JOIN imports AS replacing ON replacing.id = v.replaced_by
ORDER BY is_stored, write_number NULLS FIRST, place
