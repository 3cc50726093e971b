-- The stored rows with one of these ids, or of these source_ids, and where they are: found in one column, then read.
SELECT *, rowid AS place FROM {table} WHERE rowid IN (SELECT rowid FROM {table} SEMI JOIN named USING ({column}))
