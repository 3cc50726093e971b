-- Room for the rows of a table; the migrations have put some there, and a table that is none of ours is made.
CREATE TABLE IF NOT EXISTS {table} AS FROM old.{table} LIMIT 0;
DELETE FROM {table}
