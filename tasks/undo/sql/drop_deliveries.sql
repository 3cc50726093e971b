-- Deliveries that an undo drops.
UPDATE deliveries SET status = 'dropped', finished_at = $now, lease_id = NULL, leased_until = NULL
WHERE id IN (SELECT effect_id FROM dropped_effects WHERE undo_id = $undo_id)
