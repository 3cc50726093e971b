"""Lines of a file to orders, as a mapping says.

Belongs here: what comes after a file has been read into columns, whatever its format was. Does not: reading files
(`tasks.extract.formats`), and single values (`tasks.extract.values`). Read `frames` and `orders`, the whole way; then
`numbering` (which lines are one order), `item_cells`, `item_groups` and `items`, `shared` (what all lines of an order
say), `rests` (all other columns) and `assembly`. `expectations`, `order_checks` and `totals` compare with what is said
of the file, or what the file says itself; `errors` and `losses` are about lines that cannot be read, or not whole.
"""
