-- Children of no order before them: of a child of one, which are left out, or of nothing that comes before.
CREATE TABLE strays AS
WITH inner_names AS (
    SELECT own, min(line_row) AS first_row FROM gathered WHERE is_child AND own IS NOT NULL GROUP BY own
)
SELECT m.line_row, m.parent, m.text, i.own IS NOT NULL AS is_inner
FROM members AS m
ANTI JOIN (SELECT line_row FROM gathered WHERE is_child) AS g USING (line_row)
LEFT JOIN inner_names AS i ON i.own = m.parent AND i.first_row < m.line_row
WHERE m.parent IS NOT NULL AND m.code IS NULL
