-- Make room for the new summaries; the old ones are found by the hashes of their customers' ids.
WITH candidates AS MATERIALIZED (
    SELECT customer_id, rowid AS place FROM customer_summaries
    WHERE rowid IN (SELECT rowid FROM customer_summaries WHERE customer_id_hash IN (SELECT {hash} FROM touched))
)
DELETE FROM customer_summaries
WHERE rowid IN (SELECT place FROM candidates WHERE customer_id IN (SELECT customer_id FROM touched))
