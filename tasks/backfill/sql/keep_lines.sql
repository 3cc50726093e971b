-- ... and the others.
INSERT INTO lines SELECT * FROM part
