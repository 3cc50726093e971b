-- What is held of an earning rule.
SELECT coalesce(sum(points), 0) FROM point_transactions WHERE rule_id = $rule_id AND status = 'held'
