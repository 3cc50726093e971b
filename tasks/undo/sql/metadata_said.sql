-- The metadata of rows of which it was said more than once, or not by who brought them.
SELECT e.id, place, r.metadata, metadata_keys
FROM undo_counting AS e JOIN undo_rows AS r ON r.id = e.id AND r.until = e.until
WHERE r.metadata IS NOT NULL AND (what = 'came' OR metadata_keys IS NOT NULL)
QUALIFY count(*) OVER (PARTITION BY e.id) > 1 OR what = 'said'
ORDER BY e.id, place
