-- How many orders have lines of other orders between theirs.
SELECT count(*) FROM numbered WHERE NOT is_together
