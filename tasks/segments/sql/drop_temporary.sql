-- The tables of a refresh are as large as what it looked at.
DROP TABLE IF EXISTS temp.{table}
