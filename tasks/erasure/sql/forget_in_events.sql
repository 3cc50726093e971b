-- What happened to their orders is an event of the orders.
UPDATE events SET customer_id = NULL WHERE customer_id = $customer_id
