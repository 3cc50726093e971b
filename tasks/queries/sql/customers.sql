-- Customers.
SELECT id, source_id, name, description, email, phone, birthdate, created_at, CASE WHEN updated_at > created_at THEN updated_at END AS updated_at, metadata,
    address_city, address_state, address_line_1, address_line_2, address_country, address_postal_code
FROM customers
