-- The columns of one portion, in order.
SELECT {columns}
FROM (SELECT number, id FROM chosen WHERE number > $start AND number <= $end) AS portion
JOIN ({facts}) AS facts USING (id)
ORDER BY number
