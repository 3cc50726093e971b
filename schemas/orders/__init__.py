"""What an order is: its fields, the rules about their values, and the frames that stages hand on.

Belongs here: shapes and rules (contract §1-3), mappings of files to orders, codes of rejects. Does not: anything that
reads a source or a database. Read `fields` and `frames`, then `rules` and `reject_codes`, then `mapping`;
`array_elements` and `surrogates` say what of a JSON text is one order's matter.
"""
