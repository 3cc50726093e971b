-- Customers who are back.
UPDATE erased_names SET returned_at = $now
WHERE returned_at IS NULL AND erasure_id IN (SELECT erasure_id FROM named)
