-- What was summed up, beside those of all other customers.
INSERT INTO customer_summaries BY NAME SELECT * EXCLUDE (is_tied){hashes} FROM summaries
