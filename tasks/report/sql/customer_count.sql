-- How many customers the orders are of.
SELECT count(DISTINCT customer_id) FROM ({orders})
