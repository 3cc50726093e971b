-- What the last row that says it says of each order of a backfill, else what is stored, beside what is stored, added up. It is done for one slice of
-- the orders at a time: states of `arg_max` over texts cannot go to disk, so all orders at once would need memory in proportion to their number.
INSERT INTO compared BY NAME
WITH said AS (
    SELECT order_id, count(*) AS row_count, arg_max(status, row) FILTER (status IS NOT NULL) AS status,
        arg_max(created_at, row) FILTER (created_at IS NOT NULL) AS created_at,
        arg_max(amount, row) FILTER (amount IS NOT NULL) AS amount,
        arg_max(currency, row) FILTER (currency IS NOT NULL) AS currency
    FROM backfill_rows WHERE backfill_id = $backfill_id AND hash(order_id) % $slices = $slice GROUP BY order_id
), stored AS (
    SELECT id, status, created_at, amount, metadata ->> '$.currency' AS currency,
        import_id <> $backfill_id AND updated_at > $started_at AS is_written_since
    FROM orders WHERE hash(id) % $slices = $slice AND (import_id = $backfill_id OR id IN (SELECT order_id FROM said))
), each_order AS (
    SELECT coalesce(row_count, 0) AS row_count, order_id IS NOT NULL AS is_said, id IS NOT NULL AS is_stored,
        coalesce(is_written_since, false) AS is_written_since,
        coalesce(said.status, stored.status) AS said_status, stored.status AS stored_status,
        strftime(coalesce(said.created_at, stored.created_at), '%Y-%m') AS said_month,
        strftime(stored.created_at, '%Y-%m') AS stored_month,
        coalesce(said.amount, stored.amount) AS said_amount, stored.amount AS stored_amount,
        coalesce(said.currency, stored.currency) AS said_currency, stored.currency AS stored_currency
    FROM said FULL JOIN stored ON id = order_id
)
SELECT is_said, is_stored, is_written_since, said_status, stored_status, said_month, stored_month, said_currency, stored_currency,
    sum(row_count) AS row_count, count(*) AS order_count, sum(said_amount) AS said_amount, sum(stored_amount) AS stored_amount
FROM each_order GROUP BY ALL
