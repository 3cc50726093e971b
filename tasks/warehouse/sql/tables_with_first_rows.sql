-- The tables whose first rows are still there.
SELECT unnest(string_split(name, ',')) FROM schema_migrations WHERE version = $version
