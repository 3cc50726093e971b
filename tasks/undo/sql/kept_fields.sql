-- One field that an import changed and that stays, as somebody has said it since: what it was before, and who that is.
SELECT e.id, t.source_id, l.import_id AS written_by, {was} AS before, {is} AS now
FROM undo_events AS e
JOIN undo_plan AS p ON p.id = e.id AND e.place > p.base_at
JOIN (
    SELECT id, max(place) AS place, arg_max(import_id, place) AS import_id
    FROM undo_counting WHERE what = 'came' OR list_contains(fields, '{field}') GROUP BY id
) AS l ON l.id = e.id AND l.place > e.place
JOIN undo_rows AS b ON b.id = e.id AND b.until = e.place // 2
JOIN undo_rows AS r ON r.id = e.id AND r.until = e.until
JOIN undo_target AS t ON t.id = e.id
WHERE e.what = 'said' AND e.import_id IN (SELECT import_id FROM undo_gone) AND list_contains(e.fields, '{field}')
    AND {differs}
ORDER BY e.id
