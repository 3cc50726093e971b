-- What was held of a deleted earning rule is not given.
UPDATE point_transactions SET status = 'dropped' WHERE rule_id = $rule_id AND status = 'held'
