-- How many orders a project holds. An estimate of `duckdb_tables()` would cost a lake a query for each of its tables.
SELECT count(*) FROM orders
