-- Make room for the new version of each row, or for a new list of items, which replaces the whole old one.
DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM replaced)
