-- The first row of a table, which has no other.
DELETE FROM {table}
