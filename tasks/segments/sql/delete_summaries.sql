-- Make room for the new summaries.
DELETE FROM customer_summaries WHERE customer_id IN (SELECT customer_id FROM touched)
