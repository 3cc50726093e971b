-- Deliveries that an undo had dropped are what they were, if their rule is still there.
UPDATE deliveries SET status = d.status, next_attempt_at = $now, finished_at = NULL
FROM dropped_effects AS d
WHERE d.effect_id = deliveries.id AND deliveries.status = 'dropped'
    AND deliveries.import_id IN (SELECT import_id FROM undo_back)
    AND deliveries.rule_id IN (SELECT id FROM distributions UNION ALL SELECT id FROM webhooks)
