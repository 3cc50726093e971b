-- Held points of one import are given, or dropped for good, as are those of rules that are no more.
UPDATE point_transactions
SET status = CASE WHEN rule_id IN (SELECT id FROM earning_rules) THEN $status ELSE 'dropped' END
WHERE import_id = $import_id AND status = 'held'
