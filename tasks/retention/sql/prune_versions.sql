-- Earlier versions that were replaced too long ago.
DELETE FROM {table} WHERE replaced_at < $until
