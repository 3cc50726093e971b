-- The events of this cause, for all rules at once.
CREATE OR REPLACE TEMP TABLE happened AS
SELECT id AS event_id, type AS event_type, customer_id, segment_id, object_id FROM events
WHERE import_id IS NOT DISTINCT FROM $import_id AND created_at = $now
