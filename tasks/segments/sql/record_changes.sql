-- The history of entering and leaving.
INSERT INTO segment_changes BY NAME
SELECT segment_id, customer_id, change, $now AS changed_at, $import_id AS import_id FROM changes
