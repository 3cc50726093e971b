-- Names of erased customers that the backup has not.
INSERT INTO erased_names BY NAME SELECT * FROM named ANTI JOIN erased_names USING (keyed_hash)
