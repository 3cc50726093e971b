-- The facts about the touched customers, once for all filters.
CREATE OR REPLACE TEMP TABLE facts AS {facts} WHERE c.id IN (SELECT customer_id FROM touched)
