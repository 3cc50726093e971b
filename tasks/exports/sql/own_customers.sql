-- One portion of customers in our own form.
SELECT concat(left(json_merge_patch('{}', json_object(
        'source_id', source_id, 'name', name, 'description', description, 'email', email, 'phone', phone,
        'birthdate', birthdate, 'address', json_object(
            'city', address_city, 'state', address_state, 'line_1', address_line_1, 'line_2', address_line_2,
            'country', address_country, 'postal_code', address_postal_code))), -1),
    ',"metadata":' || metadata, '}') AS line
FROM (SELECT number, id FROM chosen WHERE number > $start AND number <= $end) JOIN customers USING (id)
ORDER BY number
