-- What a backfill handed back, by kind of fault and path, the most frequent first, with the reason of the first of each.
SELECT code, regexp_replace(path, '\[\d+\]', '[]', 'g') AS path, count(*) AS count, arg_min(reason, row) AS reason
FROM rejects WHERE import_id = $import_id
GROUP BY ALL ORDER BY count DESC, code, path
