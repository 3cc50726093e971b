"""Workbooks to columns: which sheets, where the table is in them, and what their cells hold and show.

Belongs here: .xlsx and its relatives, .xls and .ods. Does not: what a value means (`tasks.extract.lines`). Read
`excel_source`, then `excel_cells`; what is in no value is found by `sheet_marks` with `number_formats` (.xlsx) and by
`open_document` (.ods).
"""
