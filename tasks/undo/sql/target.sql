-- The rows as they are to be: of each column the last value that was said.
CREATE OR REPLACE TEMP TABLE undo_target AS
SELECT e.id, {values}
FROM undo_counting AS e JOIN undo_rows AS r ON r.id = e.id AND r.until = e.until
GROUP BY e.id
