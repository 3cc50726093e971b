-- Which of the customers in facts belong in which segment, some segments at a time.
INSERT INTO matched {queries}
