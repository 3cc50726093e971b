-- The rows of both imports that are not equal, field by field.
SELECT a.id, coalesce(b.source_id, a.source_id) AS source_id, field, "first", "second"
FROM (SELECT * FROM compared WHERE who = $first) AS a JOIN (SELECT * FROM compared WHERE who = $second) AS b ON b.id = a.id,
LATERAL (SELECT unnest([{fields}]) AS field, unnest([{firsts}]) AS "first", unnest([{seconds}]) AS "second")
WHERE "first" IS DISTINCT FROM "second"
ORDER BY a.id, field
