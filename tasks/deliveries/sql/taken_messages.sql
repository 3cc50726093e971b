-- What is to be sent of a portion, and how.
SELECT d.id, d.rule_id, d.event_id, d.event_type, d.created_at, d.data, d.attempt_count,
    coalesce(channel, 'webhook') AS channel,
    coalesce(said.url, w.url) AS url, coalesce(said.headers, w.headers) AS headers, payload,
    coalesce(is_raw, false) AS is_raw
FROM deliveries AS d
LEFT JOIN distributions AS said ON said.id = d.rule_id
LEFT JOIN webhooks AS w ON w.id = d.rule_id
WHERE lease_id = $lease_id AND status = 'pending'
