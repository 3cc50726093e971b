"""The pages that are written from the code: the reference of commands, settings and tables, and the shops' formats.

Belongs here: turning what the code says of itself into Markdown. Does not: what a command prints.
Read `reference` (the one page), `formats` (its part about mappings and filters), `format_pages` (`docs/formats`).
"""
