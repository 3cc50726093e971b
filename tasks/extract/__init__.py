"""From a source in any format to one JSON text an order, unchanged.

Belongs here: opening sources, formats, line items by a mapping. Does not: whether a text is a valid order
(`tasks.validate`). Read `extract`, then `source` (with `source_name`, `local_file` and `source_errors`), then the
format of interest: `json_source`, `csv_source`, or `line_items` with `cell_values`, `json_text` and `mapping_file`.
"""
