-- Each event's object as it is now; the customers are in the table facts, other tables are thinned out first.
-- The parts are JSON already and are put together as text: many events share a customer, and DuckDB rounds decimals in
-- metadata that it puts into an object itself.
CREATE OR REPLACE TEMP TABLE event_data AS
WITH concerned AS MATERIALIZED (
    SELECT DISTINCT event_id, event_type, customer_id, segment_id, object_id FROM due
), people AS MATERIALIZED (
    SELECT id, metadata, json_object(
        'id', id, 'source_id', source_id, 'name', name, 'description', description, 'email', email, 'phone', phone,
        'birthdate', birthdate, 'created_at', strftime(created_at, '%Y-%m-%dT%H:%M:%S.%gZ'),
        'address', json_object(
            'city', address_city, 'state', address_state, 'line_1', address_line_1, 'line_2', address_line_2,
            'country', address_country, 'postal_code', address_postal_code),
        'summary', json_object('orders', json_object(
            'total_count', total_count, 'total_amount', total_amount,
            'average_amount', average_amount, 'last_order_amount', last_order_amount,
            'last_order_date', strftime(last_order_date, '%Y-%m-%dT%H:%M:%S.%gZ')))) AS said
    FROM facts WHERE id IN (SELECT customer_id FROM concerned)
), named AS MATERIALIZED (
    SELECT DISTINCT object_id AS id FROM concerned WHERE object_id IS NOT NULL
), items AS (
    SELECT order_id, concat('[', string_agg(concat(left(said, -1), ',"metadata":', coalesce(metadata, 'null'), '}'), ','
        ORDER BY item_index), ']') AS items
    FROM (
        SELECT order_id, item_index, metadata, json_object(
            'product_id', product_id, 'sku_id', sku_id, 'source_id', source_id, 'related_object', related_object,
            'quantity', quantity, 'price', price, 'amount', amount, 'discount_amount', discount_amount) AS said
        FROM order_items WHERE order_id IN (SELECT id FROM named)
    ) GROUP BY order_id
), objects AS (
    SELECT o.id, metadata, coalesce(items, '[]') AS items, json_object(
        'id', id, 'source_id', source_id, 'status', status, 'amount', amount, 'initial_amount', initial_amount,
        'discount_amount', discount_amount, 'items_discount_amount', items_discount_amount,
        'total_amount', amount::HUGEINT - coalesce(discount_amount, 0) - items_discount_amount,
        'created_at', strftime(created_at, '%Y-%m-%dT%H:%M:%S.%gZ'), 'customer_id', customer_id,
        'referrer_id', referrer_id) AS said
    FROM (SELECT * FROM orders WHERE id IN (SELECT id FROM named)) AS o LEFT JOIN items ON order_id = o.id
    UNION ALL
    SELECT id, metadata, NULL, json_object('id', id, 'source_id', source_id, 'name', name, 'price', price,
        'attributes', attributes, 'image_url', image_url)
    FROM products WHERE id IN (SELECT id FROM named)
    UNION ALL
    SELECT id, metadata, NULL,
        concat(left(json_object('id', id, 'source_id', source_id, 'product_id', product_id, 'sku', sku, 'price', price,
            'currency', currency, 'image_url', image_url), -1), ',"attributes":', coalesce(attributes, 'null'), '}')
    FROM skus WHERE id IN (SELECT id FROM named)
), whole_people AS (
    SELECT id, concat(left(said, -1), ',"metadata":', coalesce(metadata, 'null'), '}') AS customer FROM people
), whole_objects AS (
    SELECT id, concat(left(said, -1), ',"metadata":', coalesce(metadata, 'null'), ',"items":' || items, '}') AS object
    FROM objects
)
SELECT event_id, CAST(CASE split_part(event_type, '.', 1)
    WHEN 'customer' THEN concat('{"customer":', customer, ',"segment":', segment, '}')
    WHEN 'order' THEN concat('{"customer":', coalesce(customer, 'null'), ',"order":', object, '}')
    WHEN 'product' THEN concat('{"product":', object, '}')
    ELSE concat('{"sku":', object, '}') END AS JSON) AS data
FROM concerned
LEFT JOIN whole_people AS p ON p.id = customer_id
LEFT JOIN (SELECT id, json_object('id', id, 'name', name, 'type', type) AS segment FROM segments) AS s ON s.id = segment_id
LEFT JOIN whole_objects AS o ON o.id = object_id
