-- What was restored is no longer dropped.
DELETE FROM dropped_effects WHERE effect_id IN (
    SELECT id FROM deliveries WHERE import_id IN (SELECT import_id FROM undo_back)
    UNION ALL SELECT id FROM point_transactions WHERE import_id IN (SELECT import_id FROM undo_back)
)
