-- One row for each person an order describes: role 0 is the customer, 1 the referrer.
SELECT row, role, outer_id, p.id, p.source_id, p.name, p.description, p.email, p.phone, p.birthdate, p.birthday,
    p.address.city AS address_city, p.address.state AS address_state, p.address.line_1 AS address_line_1,
    p.address.line_2 AS address_line_2, p.address.country AS address_country,
    p.address.postal_code AS address_postal_code, p.metadata
FROM (
    SELECT row, 0 AS role, o.customer_id AS outer_id, o.customer AS p FROM parsed WHERE o.customer IS NOT NULL
    UNION ALL
    SELECT row, 1 AS role, o.referrer_id AS outer_id, o.referrer AS p FROM parsed WHERE o.referrer IS NOT NULL
)
