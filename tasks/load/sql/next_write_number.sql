-- One for each transaction that writes rows.
SELECT nextval('write_numbers')
