-- Each event's object as it is now; every table is thinned out before anything of it is read or joined.
CREATE OR REPLACE TEMP TABLE told AS
WITH concerned AS (
    SELECT DISTINCT event_id, event_type, customer_id, segment_id, object_id FROM due
), summaries AS (
    SELECT * FROM customer_summaries WHERE customer_id IN (SELECT customer_id FROM concerned)
), people AS (
    SELECT c.id, json_object(
        'id', c.id, 'source_id', source_id, 'name', name, 'description', description, 'email', email, 'phone', phone,
        'birthdate', birthdate, 'created_at', strftime(created_at, '%Y-%m-%dT%H:%M:%S.%gZ'), 'metadata', metadata,
        'address', json_object(
            'city', address_city, 'state', address_state, 'line_1', address_line_1, 'line_2', address_line_2,
            'country', address_country, 'postal_code', address_postal_code),
        'summary', json_object('orders', json_object(
            'total_count', coalesce(total_count, 0), 'total_amount', coalesce(total_amount, 0),
            'average_amount', average_amount, 'last_order_amount', last_order_amount,
            'last_order_date', strftime(last_order_date, '%Y-%m-%dT%H:%M:%S.%gZ')))) AS customer
    FROM (SELECT * FROM customers WHERE id IN (SELECT customer_id FROM concerned)) AS c
    LEFT JOIN summaries ON customer_id = c.id
), objects AS (
    SELECT o.id, json_object(
        'id', id, 'source_id', source_id, 'status', status, 'amount', amount, 'initial_amount', initial_amount,
        'discount_amount', discount_amount, 'items_discount_amount', items_discount_amount,
        'total_amount', amount::HUGEINT - coalesce(discount_amount, 0) - items_discount_amount,
        'created_at', strftime(created_at, '%Y-%m-%dT%H:%M:%S.%gZ'), 'customer_id', customer_id,
        'referrer_id', referrer_id, 'metadata', metadata, 'items', coalesce(items, '[]'::JSON)) AS object
    FROM (SELECT * FROM orders WHERE id IN (SELECT object_id FROM concerned)) AS o
    LEFT JOIN (
        SELECT order_id, to_json(list(json_object(
            'product_id', product_id, 'sku_id', sku_id, 'source_id', source_id, 'related_object', related_object,
            'quantity', quantity, 'price', price, 'amount', amount, 'discount_amount', discount_amount,
            'metadata', metadata) ORDER BY item_index)) AS items
        FROM order_items WHERE order_id IN (SELECT object_id FROM concerned) GROUP BY order_id
    ) ON order_id = o.id
    UNION ALL
    SELECT id, json_object('id', id, 'source_id', source_id, 'name', name, 'price', price, 'metadata', metadata)
    FROM products WHERE id IN (SELECT object_id FROM concerned)
    UNION ALL
    SELECT id, json_object('id', id, 'source_id', source_id, 'product_id', product_id, 'sku', sku, 'price', price,
        'metadata', metadata)
    FROM skus WHERE id IN (SELECT object_id FROM concerned)
)
SELECT event_id, CASE split_part(event_type, '.', 1)
    WHEN 'customer' THEN json_object(
        'customer', customer, 'segment', json_object('id', s.id, 'name', s.name, 'type', s.type))
    WHEN 'order' THEN json_object('customer', customer, 'order', object)
    WHEN 'product' THEN json_object('product', object)
    ELSE json_object('sku', object) END AS data
FROM concerned
LEFT JOIN people ON people.id = customer_id
LEFT JOIN segments AS s ON s.id = segment_id
LEFT JOIN objects ON objects.id = object_id
