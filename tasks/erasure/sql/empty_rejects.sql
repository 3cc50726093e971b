-- Rejected orders that name the person, or are one of their orders, stay as counts.
UPDATE rejects SET source_id = NULL, path = '$', reason = $reason, raw = ''
WHERE reason <> $reason AND (
    regexp_matches(raw, $pattern, 'i') OR regexp_matches(reason, $pattern, 'i') OR regexp_matches(raw, $texts, 'i')
    OR source_id IN (SELECT source_id FROM person_orders)
)
