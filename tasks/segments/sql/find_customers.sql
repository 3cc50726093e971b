-- Each named customer: by id, else by source_id; null where there is none.
SELECT named.position, named.name, coalesce(by_id.id, by_source_id.id) AS customer_id
FROM named
LEFT JOIN customers AS by_id ON by_id.id = named.name
LEFT JOIN customers AS by_source_id ON by_source_id.source_id = named.name
ORDER BY named.position
