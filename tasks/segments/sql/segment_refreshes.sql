-- What one import did to each auto-update segment, as recorded: the same answer however often it is asked.
SELECT id, name, coalesce(entered, 0) AS entered, coalesce(gone, 0) AS "left", member_count AS members
FROM segments LEFT JOIN (
    SELECT segment_id, count(*) FILTER (change = 'entered') AS entered, count(*) FILTER (change = 'left') AS gone
    FROM segment_changes WHERE import_id = $import_id GROUP BY segment_id
) ON segment_id = id
WHERE type = 'auto-update'
ORDER BY name
