-- One portion of orders in our own form: each names its customer and referrer in full, as an import takes them.
WITH portion AS (
    SELECT number, o.* FROM (SELECT number, id FROM chosen WHERE number > $start AND number <= $end)
    JOIN orders AS o USING (id)
), people AS (
    SELECT id, concat(left(json_merge_patch('{}', json_object(
        'source_id', source_id, 'name', name, 'description', description, 'email', email, 'phone', phone,
        'birthdate', birthdate, 'address', json_object(
            'city', address_city, 'state', address_state, 'line_1', address_line_1, 'line_2', address_line_2,
            'country', address_country, 'postal_code', address_postal_code))), -1),
        ',"metadata":' || metadata, '}') AS person
    FROM customers WHERE id IN (SELECT customer_id FROM portion UNION ALL SELECT referrer_id FROM portion)
)
SELECT portion.id, left(json_merge_patch('{}', json_object(
        'source_id', source_id, 'status', status, 'created_at', strftime(created_at, '%Y-%m-%dT%H:%M:%S.%fZ'),
        'changed_at', strftime(changed_at, '%Y-%m-%dT%H:%M:%S.%fZ'), 'amount', amount,
        'initial_amount', initial_amount, 'discount_amount', discount_amount)), -1) AS said,
    metadata, customers.person AS customer, referrers.person AS referrer
FROM portion
LEFT JOIN people AS customers ON customers.id = portion.customer_id
LEFT JOIN people AS referrers ON referrers.id = portion.referrer_id
ORDER BY number
