-- Which of the customers in facts belong in which segment.
CREATE OR REPLACE TEMP TABLE matched AS {queries}
