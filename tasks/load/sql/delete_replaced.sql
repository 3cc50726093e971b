-- Make room for the new version of each row.
DELETE FROM {table} WHERE id IN (SELECT id FROM replaced)
