-- All customers, each with the import that last counted its orders.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT c.id AS customer_id, coalesce(s.import_id, c.import_id) AS import_id, c.rowid AS place
FROM customers AS c LEFT JOIN customer_summaries AS s ON s.customer_id = c.id
