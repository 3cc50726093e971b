-- Each order with its children after it, orders by their first lines.
CREATE TABLE gathered AS
SELECT f.first_row, f.last_row, FALSE AS is_child, m.line_row, m.own, m.text
FROM families AS f JOIN members AS m ON m.line_row = f.last_row
UNION ALL
SELECT f.first_row, f.last_row, TRUE, m.line_row, m.own, m.text
FROM members AS m JOIN families AS f ON f.name = m.parent AND f.first_row < m.line_row
WHERE m.code IS NULL
ORDER BY first_row, is_child, line_row
