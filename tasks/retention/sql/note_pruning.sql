-- What is gone from now on.
INSERT INTO prunings BY NAME
SELECT $what AS what, $until AS pruned_until, $now AS pruned_at, $row_count AS row_count
