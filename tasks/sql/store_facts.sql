-- The facts about the touched customers, once for all filters; both tables are thinned out before they are joined.
CREATE OR REPLACE TEMP TABLE facts AS
WITH touched_customers AS (
    SELECT * FROM customers WHERE id IN (SELECT customer_id FROM touched)
), touched_summaries AS (
    SELECT * FROM customer_summaries WHERE customer_id IN (SELECT customer_id FROM touched)
)
{facts}
