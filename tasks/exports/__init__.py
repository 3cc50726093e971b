"""What is stored, written to a file: orders, customers, products and SKUs as CSV, NDJSON or Parquet.

Belongs here: which rows and columns, in which order, and how each format has them. Does not: who may ask, and when it
is done (`flows`), where a file that was asked for over HTTP is remembered (`tasks.intake.exports`).

Invariant: memory holds one portion, however much is exported; a file is there whole or not at all, and closed to
others. Read `request` first, then `chosen`, `portions`, `own_form` and `write`.
"""
