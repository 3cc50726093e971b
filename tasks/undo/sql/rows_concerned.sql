-- All versions of the rows that the imports concerned wrote or said something of, the stored one last.
-- `until` is the number of the write that replaced a version; `is_first` is a row that came from nowhere, `is_last` one
-- that was deleted; `items_until` says where an order's list of items is: with the versions of this number, or stored.
CREATE OR REPLACE TEMP TABLE undo_rows AS
WITH concerned AS (
    SELECT id FROM {table} WHERE import_id IN (SELECT import_id FROM undo_concerned)
    UNION SELECT id FROM {versions} WHERE import_id IN (SELECT import_id FROM undo_concerned)
    UNION SELECT id FROM row_mentions
    WHERE kind = '{table}' AND import_id IN (SELECT import_id FROM undo_concerned)
), numbered AS (
    SELECT * EXCLUDE (write_number), write_number AS until
    FROM {versions} WHERE id IN (SELECT id FROM concerned) AND write_number IS NOT NULL
    UNION ALL BY NAME
    SELECT *, 4611686018427387903 AS until FROM {table} WHERE id IN (SELECT id FROM concerned)
)
SELECT *, lag(until) OVER (PARTITION BY id ORDER BY until) AS since,
    lag(replaced_by) OVER (PARTITION BY id ORDER BY until) IS DISTINCT FROM import_id AS is_first,
    replaced_by IS NOT NULL AND lead(import_id) OVER (PARTITION BY id ORDER BY until) IS DISTINCT FROM replaced_by AS is_last,
    {items_until} AS items_until
FROM numbered
