-- A segment is active as long as a distribution or an earning rule uses it.
UPDATE segments SET is_active = id IN (
    SELECT segment_id FROM distributions WHERE segment_id IS NOT NULL
    UNION ALL SELECT segment_id FROM earning_rules WHERE segment_id IS NOT NULL
) WHERE id = $segment_id
