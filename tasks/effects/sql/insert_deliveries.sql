-- The outbox; what is in it already stays as it is. No event is in due twice for one rule.
INSERT INTO deliveries BY NAME
SELECT due.id, rule_kind, rule_id, event_id, event_type, customer_id, $import_id AS import_id, data,
    $status AS status, $now AS next_attempt_at, $now AS created_at
FROM due JOIN event_data USING (event_id)
ANTI JOIN (SELECT id FROM deliveries) AS stored ON stored.id = due.id
