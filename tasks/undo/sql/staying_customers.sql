-- The customers of whom something still counts, or whom an order or a static segment names.
CREATE OR REPLACE TEMP TABLE undo_staying AS
SELECT id FROM undo_plan
WHERE is_said OR id IN (SELECT customer_id FROM orders) OR id IN (SELECT referrer_id FROM orders WHERE referrer_id IS NOT NULL)
    OR id IN (SELECT customer_id FROM segment_members WHERE segment_id IN (SELECT id FROM segments WHERE type = 'static'))
