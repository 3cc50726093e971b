-- What has gone out of the imports that count no more, or is being sent.
SELECT d.id, rule_id, name AS rule_name, event_type, customer_id, status, finished_at
FROM deliveries AS d
LEFT JOIN (SELECT id, name FROM distributions UNION ALL SELECT id, name FROM webhooks) AS r ON r.id = rule_id
WHERE import_id IN (SELECT import_id FROM undo_gone)
    AND (status = 'delivered' OR status = 'dead' OR status = 'pending' AND leased_until > $now)
ORDER BY d.created_at, d.id
