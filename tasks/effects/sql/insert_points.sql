-- Points earned by what happened: once for (rule, customer, entry), where a paid order is an entry of its own.
-- With per, X points for each whole Y of a number; what is no number, or comes to nothing, earns nothing.
INSERT INTO point_transactions BY NAME
WITH earned AS MATERIALIZED (
    SELECT r.id AS rule_id, r.points, per, metadata_key, h.*, coalesce(object_id, event_id) AS entry_id,
        '/' || replace(replace(metadata_key, '~', '~0'), '/', '~1') AS pointer
    FROM happened AS h JOIN earning_rules AS r
        ON r.trigger = h.event_type AND r.segment_id IS NOT DISTINCT FROM h.segment_id
    SEMI JOIN allowed ON allowed.consequence = 'earning rule' AND allowed.event_type = h.event_type
    WHERE customer_id IS NOT NULL AND coalesce(starts_at <= $now, true) AND coalesce($now < ends_at, true)
), people AS MATERIALIZED (
    SELECT id, metadata FROM facts WHERE id IN (SELECT customer_id FROM earned WHERE metadata_key IS NOT NULL)
), paid AS (
    SELECT id, amount FROM orders
    WHERE id IN (SELECT object_id FROM earned WHERE per IS NOT NULL AND object_id IS NOT NULL)
), counted AS (
    SELECT earned.*, CASE
        WHEN per IS NULL THEN 1
        WHEN metadata_key IS NULL THEN amount // per
        WHEN json_type(metadata, pointer) IN ('BIGINT', 'UBIGINT', 'DOUBLE')
        THEN TRY_CAST(floor(TRY_CAST(json_extract_string(metadata, pointer) AS DECIMAL(38, 9))) AS HUGEINT) // per
        END::HUGEINT AS times
    FROM earned LEFT JOIN people ON people.id = customer_id LEFT JOIN paid ON paid.id = object_id
)
SELECT DISTINCT ON (earned.id) earned.* FROM (
    SELECT 'pts_' || left(sha256(concat_ws(chr(31), rule_id, customer_id, entry_id)), 32) AS id, rule_id, customer_id,
        entry_id, event_id, TRY_CAST(times * points AS BIGINT) AS points, $status AS status, $import_id AS import_id,
        $now AS created_at
    FROM counted
) AS earned ANTI JOIN (SELECT id FROM point_transactions) AS stored ON stored.id = earned.id
WHERE points > 0
