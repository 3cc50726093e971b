-- Lines that are handed back, up to a row.
SELECT line_row, text, parent, code, path, reason
FROM (
    SELECT line_row, text, NULL AS parent, code, path, reason FROM members WHERE code IS NOT NULL
    UNION ALL
    SELECT line_row, text, parent, NULL, NULL, NULL FROM strays WHERE NOT is_inner
)
WHERE line_row > $after AND ($until IS NULL OR line_row <= $until) ORDER BY line_row
