-- What was summed up, beside those of all other customers.
INSERT INTO customer_summaries BY NAME FROM summaries
