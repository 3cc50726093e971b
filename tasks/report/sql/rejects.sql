-- What was handed back, by kind of fault and path, with the first of each.
WITH placed AS (
    SELECT import_id, row, source_id, code, regexp_replace(path, '\[\d+\]', '[]', 'g') AS path, reason
    FROM rejects WHERE $import_id IS NULL OR import_id = $import_id
), numbered AS (
    SELECT *, count(*) OVER (PARTITION BY code, path) AS order_count,
        row_number() OVER (PARTITION BY code, path ORDER BY import_id, row) AS place
    FROM placed
)
SELECT code, path, order_count,
    list({'import_id': import_id, 'row': row, 'source_id': source_id, 'reason': reason} ORDER BY place) AS samples
FROM numbered WHERE place <= $most
GROUP BY ALL ORDER BY order_count DESC, code, path
