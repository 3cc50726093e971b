-- Who entered, and who left, against what was stored.
CREATE OR REPLACE TEMP TABLE changes AS
SELECT segment_id, customer_id, 'entered' AS change FROM matched ANTI JOIN present USING (segment_id, customer_id)
UNION ALL
SELECT segment_id, customer_id, 'left' AS change FROM present ANTI JOIN matched USING (segment_id, customer_id)
