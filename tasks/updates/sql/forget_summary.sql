-- The summary of a customer who is deleted.
DELETE FROM customer_summaries WHERE customer_id = $customer_id
