-- Imports that are meant.
CREATE OR REPLACE TEMP TABLE undo_{name} AS SELECT unnest(CAST($import_ids AS VARCHAR[])) AS import_id
