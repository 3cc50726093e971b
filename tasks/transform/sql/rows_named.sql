-- The stored rows with one of these ids, or of these source_ids.
SELECT * FROM {table} SEMI JOIN named USING ({column})
