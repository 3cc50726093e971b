-- The same lines with those of an order one after the other, orders by their first lines.
CREATE TABLE gathered AS
SELECT lines.* FROM lines LEFT JOIN numbered USING (number)
ORDER BY coalesce(first_row, line_row), line_row
