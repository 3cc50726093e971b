-- The keys of metadata among what is exported.
SELECT DISTINCT unnest(json_keys(metadata)) AS key
FROM ({facts}) SEMI JOIN chosen USING (id)
ORDER BY key
