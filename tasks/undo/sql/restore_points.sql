-- Held points that an undo had dropped are held again, if their rule is still there.
UPDATE point_transactions SET status = d.status
FROM dropped_effects AS d
WHERE d.effect_id = point_transactions.id AND point_transactions.status = 'dropped'
    AND point_transactions.import_id IN (SELECT import_id FROM undo_back)
    AND point_transactions.rule_id IN (SELECT id FROM earning_rules)
