"""Files of each format: orders as JSON texts, or columns of lines that a mapping is for.

Belongs here: the structure of CSV, Excel, Parquet and JSON. Does not: what a value means (`tasks.extract.lines`).
Read `csv_source` with `csv_structure`, or the format of interest (of workbooks `excel_source`, `excel_cells`, then
`sheet_marks` and `number_formats` for what is not in their values); `table_header` finds where a table begins and ends.
"""
