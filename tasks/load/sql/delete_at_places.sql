-- The same, where the rows were when they were read. A checkpoint since then may have moved rows: only what is to go does.
WITH found AS MATERIALIZED (
    SELECT rowid AS place, {key} FROM {table} WHERE rowid IN (SELECT place FROM replaced)
)
DELETE FROM {table} WHERE rowid IN (SELECT place FROM found WHERE {key} IN (SELECT {key} FROM replaced))
