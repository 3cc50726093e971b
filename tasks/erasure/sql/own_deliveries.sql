-- The ids of messages about the person, by which their lines in files are known.
SELECT id FROM deliveries
WHERE customer_id = $customer_id OR json_extract_string(data, '$.order.id') IN (SELECT id FROM person_orders)
