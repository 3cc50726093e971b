-- Messages about the person that nobody is sending now are not sent any more.
UPDATE deliveries SET status = 'dropped', finished_at = $now
WHERE customer_id = $customer_id AND status IN ('pending', 'held', 'dead') AND coalesce(leased_until <= $now, true)
