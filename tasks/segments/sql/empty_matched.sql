-- Which of the customers in facts belong in which segment.
CREATE OR REPLACE TEMP TABLE matched (segment_id VARCHAR, customer_id VARCHAR)
