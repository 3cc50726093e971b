-- The newest deliveries, of one status or of all.
SELECT id, rule_kind, rule_id, event_type, customer_id, import_id, status, attempt_count, next_attempt_at, last_status,
    last_answer, created_at, finished_at
FROM deliveries WHERE $status IS NULL OR status = $status
ORDER BY created_at DESC, id LIMIT $limit
