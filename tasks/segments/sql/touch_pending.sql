-- The customers an import touched and whose refresh is still due.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT DISTINCT customer_id, import_id FROM pending_refreshes WHERE import_id = $import_id
