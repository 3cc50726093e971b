"""Data contracts: what an order, a report, a segment filter and a table look like.

Belongs here: shapes, names, rules about one value, SQL migrations. Does not: anything that runs (no Prefect,
no DuckDB). Read `errors`, `ids`, then `orders` and `reports`.
"""
