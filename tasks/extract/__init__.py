"""From a source in any format to one JSON text an order, unchanged.

Belongs here: opening sources, formats, line items by a mapping. Does not: whether a text is a valid order
(`tasks.validate`). Read `extract`, then `source` (with `source_name`, `source_secrets`, `local_file`, `archives`,
`encodings` and `source_errors`), then `mapped`, which reads by a mapping; then the rooms: `formats` has a module for
each format, `lines` makes orders of columns by a mapping, `values` their values; `recognition` tells which shipped
mapping a source is for, `suggestion` begins one for any file. `mapped_orders` is what comes of any of it. `json_text`
writes JSON, `json_paths` reads it.
"""
