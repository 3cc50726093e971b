-- Every order that was ever the person's.
CREATE OR REPLACE TEMP TABLE person_orders AS
SELECT id, source_id FROM orders WHERE customer_id = $customer_id
UNION SELECT id, source_id FROM order_versions WHERE customer_id = $customer_id
