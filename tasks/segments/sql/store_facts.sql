-- The facts about the touched customers, once for all filters; customers are thinned out before they are joined.
CREATE OR REPLACE TEMP TABLE facts AS
WITH touched_customers AS (
    SELECT * FROM customers WHERE rowid IN (SELECT place FROM touched)
)
{facts}
