-- Held points that an undo drops.
UPDATE point_transactions SET status = 'dropped'
WHERE id IN (SELECT effect_id FROM dropped_effects WHERE undo_id = $undo_id)
