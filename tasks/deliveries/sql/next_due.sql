-- When the next delivery may be tried; one that is leased, at the end of its lease.
SELECT min(greatest(next_attempt_at, leased_until)) FROM deliveries
WHERE status = 'pending' AND rule_id NOT IN (SELECT id FROM distributions WHERE is_paused)
