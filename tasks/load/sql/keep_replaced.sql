-- The rows an import is about to replace, as they were.
INSERT INTO {versions} BY NAME
SELECT *, $import_id AS replaced_by, $now AS replaced_at, $write_number AS write_number FROM replaced
