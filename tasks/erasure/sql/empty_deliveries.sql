-- Messages about the person: what is not sent is not sent any more, of the others the contents go.
UPDATE deliveries SET
    customer_id = NULL, data = '{}', last_answer = NULL, lease_id = NULL, leased_until = NULL,
    status = CASE WHEN status = 'delivered' THEN status ELSE 'dropped' END, finished_at = coalesce(finished_at, $now)
WHERE customer_id = $customer_id OR json_extract_string(data, '$.order.id') IN (SELECT id FROM person_orders)
