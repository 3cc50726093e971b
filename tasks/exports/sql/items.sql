-- The items of one portion of orders, as JSON lists; what is JSON already stays the text it is.
SELECT order_id AS id, concat('[', string_agg(item, ',' ORDER BY item_index), ']') AS items
FROM (
    SELECT order_id, item_index, concat(left(json_merge_patch('{}', json_object(
        'product_id', product_id, 'sku_id', sku_id, 'source_id', source_id, 'related_object', related_object,
        'quantity', quantity, 'price', price, 'amount', amount, 'discount_amount', discount_amount,
        'discount_quantity', discount_quantity, 'initial_quantity', initial_quantity,
        'initial_amount', initial_amount)), -1),
        ',"product":' || product, ',"sku":' || sku, ',"metadata":' || metadata, '}') AS item
    FROM order_items WHERE order_id IN (SELECT id FROM chosen WHERE number > $start AND number <= $end)
) GROUP BY order_id
