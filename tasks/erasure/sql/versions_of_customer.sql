-- All that was ever stored of a customer.
SELECT source_id, name, description, email, phone, address_line_1, address_line_2, metadata
FROM customers WHERE id = $customer_id
UNION ALL
SELECT source_id, name, description, email, phone, address_line_1, address_line_2, metadata
FROM customer_versions WHERE id = $customer_id
