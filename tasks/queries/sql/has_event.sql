-- Whether this happened, to that customer where one is named; what is in braces is ours, the values are bound.
SELECT 1 FROM ({all_events}) WHERE id = $event_id AND ($customer_id IS NULL OR customer_id = $customer_id) LIMIT 1
