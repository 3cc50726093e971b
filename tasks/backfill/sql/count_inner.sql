-- How many children of children are left out.
SELECT count(*) FROM strays WHERE is_inner
