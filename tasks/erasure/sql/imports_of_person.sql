-- The imports that brought or changed anything of the person.
SELECT import_id FROM customers WHERE id = $customer_id
UNION SELECT unnest([import_id, replaced_by]) FROM customer_versions WHERE id = $customer_id
UNION SELECT import_id FROM orders WHERE id IN (SELECT id FROM person_orders)
UNION SELECT unnest([import_id, replaced_by]) FROM order_versions WHERE id IN (SELECT id FROM person_orders)
UNION SELECT import_id FROM rejects WHERE regexp_matches(raw, $pattern, 'i')
