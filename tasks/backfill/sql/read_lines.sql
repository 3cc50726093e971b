-- The next lines, as they came.
SELECT * FROM lines WHERE rowid >= $position AND rowid < $position + $count ORDER BY rowid
