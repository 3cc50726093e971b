-- New members.
INSERT INTO segment_members BY NAME
SELECT segment_id, customer_id, $now AS entered_at, $import_id AS import_id FROM changes WHERE change = 'entered'
