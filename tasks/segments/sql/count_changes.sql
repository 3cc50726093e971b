-- Each segment's own summary.
UPDATE segments SET
    member_count = member_count + entered - gone,
    entered_count = entered_count + entered,
    left_count = left_count + gone,
    refreshed_at = $now
FROM (
    SELECT segment_id, count(change) FILTER (change = 'entered') AS entered, count(change) FILTER (change = 'left') AS gone
    FROM (SELECT unnest(CAST($segment_ids AS VARCHAR[])) AS segment_id) LEFT JOIN changes USING (segment_id)
    GROUP BY segment_id
) AS counted
WHERE segments.id = counted.segment_id
