"""The mapping language: TOML that says how a file is written, and which of its columns is what in an order.

Belongs here: every key, what it means, and what is refused when a mapping is read. Does not: reading a file by it
(`tasks.extract`). Read `values` (where one value comes from and what is done to it) and `columns` (the fields of an
order), then `mapping`, the whole; `file`, `items`, `money`, `dates`, `conditions` and `checks` are its other tables,
`table` what all tables share. `time_patterns`, `time_zones` and `month_names` are what `dates` knows of the world,
`currencies` what `money` does.
"""
