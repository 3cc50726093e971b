-- The items of some orders, in their order.
SELECT order_id, product_id, sku_id, source_id, related_object, quantity, price, amount, discount_amount,
    amount::HUGEINT - coalesce(discount_amount, 0) AS subtotal_amount, discount_quantity, initial_quantity,
    initial_amount, product, sku, metadata
FROM order_items
WHERE order_id IN (SELECT unnest($ids))
ORDER BY order_id, item_index
