-- Which lines are one order: its first line, whether all of them follow one another, and the currency that they name.
CREATE TABLE numbered AS
SELECT number, min(line_row) AS first_row, max(rowid) - min(rowid) + 1 = count(*) AS is_together,
    arg_min(code, line_row) FILTER (code IS NOT NULL) AS code
FROM lines WHERE number IS NOT NULL GROUP BY number
