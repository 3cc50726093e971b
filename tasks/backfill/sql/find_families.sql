-- Orders by what their children call them: the line in which one first appears, and the one that counts, its last.
CREATE TABLE families AS
SELECT coalesce(nullif(own, ''), chr(1) || line_row) AS name, min(line_row) AS first_row, max(line_row) AS last_row
FROM members WHERE parent IS NULL AND code IS NULL GROUP BY name
