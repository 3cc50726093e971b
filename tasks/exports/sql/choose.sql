-- What is exported, numbered in its order: the filter is read once, and each portion then looks its rows up.
CREATE OR REPLACE TEMP TABLE chosen AS
WITH asked AS MATERIALIZED (SELECT id, {ordering} AS ordering, position {columns} FROM ({facts}))
SELECT row_number() OVER (ORDER BY ordering {direction} NULLS LAST, position, id) AS number, id
FROM asked WHERE {condition}
