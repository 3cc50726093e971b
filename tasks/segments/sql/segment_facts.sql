-- What a segment filter can ask about: one row a customer; without a summary there were no orders.
SELECT c.id, c.source_id, c.name, c.description, c.email, c.phone, c.birthdate, c.created_at,
    c.address_city, c.address_state, c.address_line_1, c.address_line_2, c.address_country, c.address_postal_code,
    c.metadata, coalesce(s.total_count, 0) AS total_count, coalesce(s.total_amount::HUGEINT, 0) AS total_amount,
    s.average_amount, s.last_order_amount::HUGEINT AS last_order_amount, s.last_order_date
FROM {customers} AS c LEFT JOIN {summaries} AS s ON s.customer_id = c.id
