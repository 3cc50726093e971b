-- The newest imports.
SELECT id, source, report ->> '$.preset' AS preset, status, started_at, coalesce(done_count, 0) AS done_count,
    coalesce(failed_count, 0) AS failed_count
FROM imports ORDER BY started_at DESC, id DESC LIMIT $most
