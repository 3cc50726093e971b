-- The members among the customers in `facts`, with where they are stored: later steps need not look for them again.
CREATE OR REPLACE TEMP TABLE present AS
SELECT segment_id, customer_id, rowid AS place FROM segment_members
WHERE segment_id IN (SELECT unnest(CAST($segment_ids AS VARCHAR[]))) AND customer_id IN (SELECT id FROM facts)
