-- What each order of a portion says.
INSERT INTO backfill_rows BY NAME
SELECT $backfill_id AS backfill_id, row, key AS order_id, status, created_at, amount, currency FROM said
