-- What a deleted rule still had to say is not said.
UPDATE deliveries SET status = 'dropped', finished_at = $now, last_answer = 'its rule was deleted'
WHERE rule_id = $rule_id AND status IN ('pending', 'held')
