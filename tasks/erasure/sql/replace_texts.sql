-- The new texts take the place of the old ones.
UPDATE {table} SET {assignments} FROM temp.replacements WHERE {table}.rowid = replacements.place
