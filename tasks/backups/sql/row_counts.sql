-- How much there is, by what a person would look at first.
SELECT 'orders' AS name, count(*) AS row_count FROM orders
UNION ALL SELECT 'order_items', count(*) FROM order_items
UNION ALL SELECT 'customers', count(*) FROM customers
UNION ALL SELECT 'products', count(*) FROM products
UNION ALL SELECT 'skus', count(*) FROM skus
UNION ALL SELECT 'imports', count(*) FROM imports
