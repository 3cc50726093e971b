-- How the attempts of a portion ended. A success counts whoever has the lease by now, also of what was dropped or given
-- up meanwhile; a failure counts only for the holder of the lease.
UPDATE deliveries SET
    status = a.status, attempt_count = attempt_count + 1,
    next_attempt_at = coalesce(a.next_attempt_at, deliveries.next_attempt_at),
    last_status = a.http_status, last_answer = a.answer, lease_id = NULL, leased_until = NULL,
    finished_at = CASE WHEN a.status <> 'pending' THEN $now END
FROM attempts AS a
WHERE deliveries.id = a.delivery_id AND deliveries.status <> 'delivered'
    AND (a.status = 'delivered' OR deliveries.status = 'pending' AND deliveries.lease_id = $lease_id)
