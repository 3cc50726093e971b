-- Who has these ids already.
SELECT id, source_id FROM {table} SEMI JOIN named USING (id)
