-- The next lines, order by order.
SELECT * FROM gathered WHERE rowid >= $position AND rowid < $position + $count ORDER BY rowid
