-- What is kept of the erasures since the backup.
INSERT INTO erasures BY NAME SELECT * FROM carried ANTI JOIN erasures USING (id)
