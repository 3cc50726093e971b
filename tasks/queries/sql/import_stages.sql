-- How often each stage of imports was gone through, and how many seconds that took in all.
SELECT stage.key, count(*), sum(stage.value) / 1000 FROM (
    SELECT unnest(map_entries(from_json(report -> 'stages', '"MAP(VARCHAR, DOUBLE)"'))) AS stage
    FROM imports WHERE finished_at IS NOT NULL
) GROUP BY ALL ORDER BY ALL
