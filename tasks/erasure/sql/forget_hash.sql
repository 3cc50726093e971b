-- The hash of a name is gone with the name.
UPDATE orders SET customer_id_hash = NULL WHERE customer_id = $customer_id
