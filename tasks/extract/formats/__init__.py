"""Files of each format: orders as JSON texts, or columns of lines that a mapping is for.

Belongs here: the structure of CSV, Excel (a room of its own: `workbooks`), Parquet and JSON. Does not: what a value
means (`tasks.extract.lines`). Read `csv_source` with `csv_structure`, or the format of interest; `table_header` finds
where a table begins and ends.
"""
