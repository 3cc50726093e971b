-- What happened to the person.
DELETE FROM events WHERE customer_id = $customer_id AND type LIKE 'customer.%'
