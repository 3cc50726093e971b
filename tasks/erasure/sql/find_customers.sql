-- Whom a name means: an id, else a source_id, else an e-mail address; of customers, and of those who were deleted.
WITH people AS (
    SELECT id, source_id, email FROM customers UNION SELECT id, source_id, email FROM customer_versions
), found AS (
    SELECT id, 0 AS place FROM people WHERE id = $name
    UNION SELECT id, 1 FROM people WHERE source_id = $name
    UNION SELECT id, 2 FROM people WHERE lower(trim(email)) = lower(trim($name))
)
SELECT DISTINCT id FROM found WHERE place = (SELECT min(place) FROM found) ORDER BY id
