-- What happened to these rows, without the undos, in order of `place`: they came, something was said of them, they were
-- deleted; `until` names the version that was stored then.
CREATE OR REPLACE TEMP TABLE undo_events AS
WITH said AS (
    SELECT * FROM row_mentions WHERE kind = '{table}' AND id IN (SELECT id FROM undo_rows)
), happened AS (
    SELECT id, 2 * coalesce(since, 0) + 1 AS place, import_id, 'came' AS what, until,
        NULL::VARCHAR[] AS fields, NULL::VARCHAR AS metadata_keys
    FROM undo_rows WHERE is_first
    UNION ALL
    SELECT said.id, 2 * said.write_number, said.import_id, 'said', r.until, fields, metadata_keys
    FROM said ASOF JOIN undo_rows AS r ON said.id = r.id AND said.write_number < r.until
    UNION ALL
    SELECT id, 2 * until, replaced_by, 'deleted', until, NULL, NULL FROM undo_rows WHERE is_last
)
SELECT *, import_id NOT IN (SELECT import_id FROM undo_inactive) AS is_active
FROM happened WHERE import_id NOT IN (SELECT id FROM undos)
