-- Customers who are deleted are members no longer, of static segments either.
CREATE OR REPLACE TEMP TABLE changes AS
SELECT segment_id, customer_id, 'left' AS change, rowid AS place
FROM segment_members WHERE customer_id IN (SELECT unnest(CAST($customer_ids AS VARCHAR[])))
