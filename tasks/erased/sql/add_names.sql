-- The names of a customer who is being erased; one that is there already is theirs from now on.
DELETE FROM erased_names WHERE keyed_hash IN (SELECT keyed_hash FROM named);
INSERT INTO erased_names BY NAME SELECT keyed_hash, $erasure_id AS erasure_id, $now AS erased_at FROM named
