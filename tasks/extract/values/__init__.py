"""Texts of columns to JSON values, as a mapping says that they are written.

Belongs here: what one value is, in every row at once. Does not: which rows are an order (`tasks.extract.lines`), and
what mappings may say (`schemas.mapping`). Read `texts` (what is in the columns), `conversion` (what it means) and
`converted`; then `numbers`, `currency`, `times` and `phones`. `faults` is what may be wrong with values.
"""
