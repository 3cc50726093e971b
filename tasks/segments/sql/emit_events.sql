-- One event of the allowed types for each change of an active segment; the same import makes the same event only once.
INSERT INTO events BY NAME
SELECT made.* FROM (
    SELECT 'evt_' || left(sha256(concat_ws(chr(31), type, segment_id, customer_id, $cause)), 32) AS id, type,
        customer_id, segment_id, $import_id AS import_id, $now AS created_at
    FROM (
        SELECT 'customer.segment.' || change AS type, segment_id, customer_id
        FROM changes JOIN segments ON segments.id = segment_id WHERE is_active
    )
    WHERE type IN (SELECT unnest(CAST($event_types AS VARCHAR[])))
) AS made
ANTI JOIN (SELECT id FROM events WHERE import_id IS NOT DISTINCT FROM $import_id) AS recorded ON recorded.id = made.id
