-- The stored rows whose id, or source_id, is one of these, and where they are: found by its hash, then read.
WITH candidates AS MATERIALIZED (
    SELECT * EXCLUDE ({hashes}), rowid AS place FROM {table}
    WHERE rowid IN (SELECT rowid FROM {table} WHERE {column}_hash IN (SELECT {hash} FROM named))
)
SELECT * FROM candidates WHERE {column} IN (SELECT {column} FROM named)
