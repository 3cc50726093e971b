-- Rows that only one of two imports has, and those of both by whether they are equal.
SELECT count(*) FILTER (b.id IS NULL), count(*) FILTER (a.id IS NULL),
    count(*) FILTER (a.id IS NOT NULL AND b.id IS NOT NULL AND NOT ({differs})),
    count(*) FILTER (a.id IS NOT NULL AND b.id IS NOT NULL AND ({differs}))
FROM (SELECT * FROM compared WHERE who = $first) AS a FULL JOIN (SELECT * FROM compared WHERE who = $second) AS b ON b.id = a.id
