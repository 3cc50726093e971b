-- Deliveries that were given up, one or all, unless their rule is no more.
SELECT id FROM deliveries
WHERE status = 'dead' AND ($delivery_id IS NULL OR id = $delivery_id)
    AND rule_id IN (SELECT id FROM distributions UNION ALL SELECT id FROM webhooks)
