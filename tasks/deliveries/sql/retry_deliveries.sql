-- Deliveries get all their tries again.
UPDATE deliveries SET status = 'pending', attempt_count = 0, next_attempt_at = $now, finished_at = NULL
WHERE id IN (SELECT unnest($ids))
