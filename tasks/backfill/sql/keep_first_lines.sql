-- The lines of a source as they come, the first of them.
CREATE TABLE lines AS SELECT * FROM part
