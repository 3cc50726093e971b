-- Who entered, and who left, against what was stored; static segments have members but are not refreshed.
CREATE OR REPLACE TEMP TABLE changes AS
SELECT segment_id, customer_id, 'entered' AS change, NULL AS place
FROM matched ANTI JOIN present USING (segment_id, customer_id)
UNION ALL
SELECT segment_id, customer_id, 'left' AS change, place
FROM present ANTI JOIN matched USING (segment_id, customer_id)
WHERE segment_id IN (SELECT unnest(CAST($segment_ids AS VARCHAR[])))
