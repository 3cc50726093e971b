-- The orders handed back, with the text they came as.
INSERT INTO rejects BY NAME SELECT $import_id AS import_id, * FROM staged
