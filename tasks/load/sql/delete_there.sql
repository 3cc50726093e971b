-- The same, where the rows were read in this transaction: they are where they were.
DELETE FROM {table} WHERE rowid IN (SELECT place FROM replaced)
