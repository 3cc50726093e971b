-- Summaries of customers who are gone.
DELETE FROM customer_summaries WHERE customer_id IN (SELECT unnest(CAST($customer_ids AS VARCHAR[])))
