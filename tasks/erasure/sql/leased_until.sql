-- Until when messages about the person may be on their way.
SELECT max(leased_until) FROM deliveries
WHERE (customer_id = $customer_id OR contains(data::VARCHAR, $customer_id)) AND status = 'pending' AND leased_until > $now
