-- The rows an import is about to replace, as they were: of a table, or the items of orders that get another list.
INSERT INTO {versions} BY NAME
SELECT * EXCLUDE (place), $import_id AS replaced_by, $now AS replaced_at, $write_number AS write_number FROM replaced
