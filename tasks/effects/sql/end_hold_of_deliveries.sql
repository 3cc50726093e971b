-- Held deliveries of one import are let go, or dropped for good.
UPDATE deliveries SET status = $status, next_attempt_at = $now,
    finished_at = CASE WHEN $status = 'dropped' THEN $now END
WHERE import_id = $import_id AND status = 'held'
