-- What the segment refresh has to look at, also after a crash.
INSERT INTO pending_refreshes BY NAME SELECT $import_id AS import_id, customer_id FROM staged
