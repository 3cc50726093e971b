-- The next portion, in rounds of one delivery a rule, so that no rule waits for another's backlog (contract §6).
-- What a killed deliverer had taken is taken again when its lease is over.
UPDATE deliveries SET lease_id = $lease_id, leased_until = $leased_until
WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY rule_id ORDER BY next_attempt_at, id) AS round
        FROM deliveries
        WHERE status = 'pending' AND next_attempt_at <= $now AND coalesce(leased_until <= $now, true)
            AND rule_id NOT IN (SELECT id FROM distributions WHERE is_paused)
    ) ORDER BY round, id LIMIT $size
)
