"""Lines of a file to orders, as a mapping says.

Belongs here: what comes after a file has been read into columns, whatever its format was. Does not: reading files
(`tasks.extract.formats`), and what mappings may say (`schemas.mapping`). Read `orders`, the whole way; then `texts`
(what is in the columns), `conversion` (texts to JSON values) with `numbers`, `times` and `phones`; `item_groups` and
`item_cells` make several items of one line, `items` one, `shared` what all lines of an order say; `order_checks`
compares with what the file has computed itself.
"""
