-- Deliveries that were given up get all their tries again, unless their rule is no more.
UPDATE deliveries SET status = 'pending', attempt_count = 0, next_attempt_at = $now, finished_at = NULL
WHERE status = 'dead' AND ($delivery_id IS NULL OR id = $delivery_id)
    AND rule_id IN (SELECT id FROM distributions UNION ALL SELECT id FROM webhooks)
RETURNING id
