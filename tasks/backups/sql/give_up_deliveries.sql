-- What the backup had still to send may have been sent since: it is given up, and only a person has it sent again.
UPDATE deliveries SET status = 'dead', finished_at = $now, lease_id = NULL, leased_until = NULL, last_answer = $reason
WHERE status = 'pending'
