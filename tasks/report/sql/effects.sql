-- What was caused, a line for each rule.
WITH caused AS (
    SELECT rule_id, rule_kind AS kind, status, 1 AS delivery_count, 0::HUGEINT AS points
    FROM deliveries WHERE $import_id IS NULL OR import_id = $import_id
    UNION ALL
    SELECT rule_id, 'earning rule', status, 0, points FROM point_transactions WHERE $import_id IS NULL OR import_id = $import_id
), named AS (
    SELECT id, name FROM distributions UNION ALL SELECT id, name FROM webhooks UNION ALL SELECT id, name FROM earning_rules
)
SELECT rule_id, name, kind, sum(delivery_count)::BIGINT AS delivery_count,
    coalesce(sum(delivery_count) FILTER (status = 'held'), 0)::BIGINT AS held_count,
    coalesce(sum(delivery_count) FILTER (status = 'dropped'), 0)::BIGINT AS dropped_count,
    sum(points) AS points, coalesce(sum(points) FILTER (status = 'held'), 0) AS held_points,
    coalesce(sum(points) FILTER (status = 'dropped'), 0) AS dropped_points
FROM caused LEFT JOIN named ON named.id = rule_id
GROUP BY rule_id, name, kind ORDER BY kind, name, rule_id
