-- What makes the rows: how each begins, and all that was said after it and still counts.
CREATE OR REPLACE TEMP TABLE undo_counting AS
SELECT e.* FROM undo_events AS e JOIN undo_plan AS p ON p.id = e.id
WHERE what <> 'deleted' AND (place = base_at OR is_active AND place > base_at)
