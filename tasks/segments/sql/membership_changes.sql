-- Who entered, and who left, against what was stored; static segments have members but are not refreshed.
CREATE OR REPLACE TEMP TABLE changes AS
SELECT segment_id, customer_id, CASE WHEN place IS NULL THEN 'entered' ELSE 'left' END AS change, place
FROM (SELECT *, true AS is_match FROM matched) FULL JOIN present USING (segment_id, customer_id)
WHERE place IS NULL
    OR is_match IS NULL AND segment_id IN (SELECT unnest(CAST($segment_ids AS VARCHAR[])))
