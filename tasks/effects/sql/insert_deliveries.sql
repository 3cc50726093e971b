-- The outbox; what is in it already stays as it is.
INSERT INTO deliveries BY NAME
SELECT due.id, rule_kind, rule_id, event_id, event_type, customer_id, $import_id AS import_id, data,
    $status AS status, $now AS next_attempt_at, $now AS created_at
FROM due JOIN event_data USING (event_id)
ON CONFLICT DO NOTHING
