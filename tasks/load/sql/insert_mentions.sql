-- What the import said of rows that were stored already.
INSERT INTO row_mentions BY NAME SELECT $write_number AS write_number, $import_id AS import_id, * FROM staged
