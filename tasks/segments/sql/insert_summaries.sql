-- What was summed up, beside those of all other customers.
INSERT INTO customer_summaries BY NAME SELECT *{hashes} FROM summaries
