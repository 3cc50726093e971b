"""What came of something, as one value that shell, API, pages and Prefect all render.

`report` is of an import, `backfill_report` (with `reconciliation`), `undo_report` and `action_report` of other work;
`overview` is of a file before it is imported, `lineage` of a row and how it came to be what it is; `months` are named
alike in all of them.
"""
