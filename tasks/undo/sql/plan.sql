-- What each row is to begin with: with what still counts and came first, or, where that was said of a row which somebody
-- else had brought, with that row as it came. `is_said` is a row of which something still counts.
CREATE OR REPLACE TEMP TABLE undo_plan AS
WITH deleted AS (
    SELECT id, max(place) AS deleted_at FROM undo_events WHERE what = 'deleted' GROUP BY id
), living AS (
    SELECT e.* FROM undo_events AS e LEFT JOIN deleted USING (id)
    WHERE what <> 'deleted' AND place > coalesce(deleted_at, -1)
), firsts AS (
    SELECT id, min(place) FILTER (is_active) AS first_at, arg_min(what, place) FILTER (is_active) AS first_what
    FROM living GROUP BY id
)
SELECT id, first_at IS NOT NULL AS is_said, CASE WHEN first_what = 'came' THEN first_at
    ELSE max(place) FILTER (what = 'came' AND place < coalesce(first_at, 9223372036854775807)) END AS base_at
FROM living JOIN firsts USING (id) GROUP BY id, first_at, first_what
