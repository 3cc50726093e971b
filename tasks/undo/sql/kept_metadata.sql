-- Metadata that an import changed and of which somebody has said something since: before, by the import, later, now.
SELECT e.id, t.source_id, b.metadata AS before, r.metadata AS given, e.metadata_keys, t.metadata AS now,
    later.import_id AS written_by, later.metadata_keys AS later_keys, latest.metadata AS later
FROM undo_events AS e
JOIN undo_plan AS p ON p.id = e.id AND e.place > p.base_at
JOIN undo_rows AS b ON b.id = e.id AND b.until = e.place // 2
JOIN undo_rows AS r ON r.id = e.id AND r.until = e.until
JOIN undo_counting AS later ON later.id = e.id AND later.place > e.place
JOIN undo_rows AS latest ON latest.id = e.id AND latest.until = later.until
JOIN undo_target AS t ON t.id = e.id
WHERE e.what = 'said' AND e.import_id IN (SELECT import_id FROM undo_gone) AND e.metadata_keys IS NOT NULL
    AND (later.metadata_keys IS NOT NULL OR later.what = 'came' AND latest.metadata IS NOT NULL)
ORDER BY e.id, later.place
