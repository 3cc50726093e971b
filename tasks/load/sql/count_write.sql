-- One more transaction that writes rows; what is rolled back was none.
UPDATE write_counter SET last_number = last_number + 1
