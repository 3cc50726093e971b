"""Which of the shipped mappings (`schemas.presets`) a source is for, by the names in its header or its JSON objects.

Belongs here: looking at the beginning of a source, and choosing. Does not: reading its orders. Read `looks` (what may
be a header, or a record), then `recognise`; `refusals` has the words where none or several fit.
"""
