"""A project's data in DuckLake: DuckDB as the engine, the catalog in PostgreSQL, the rows in files that machines share.

Read `lake_storage` first; then `address` (which database and folder are whose), `catalogs` (which lakes there are),
`extensions`, `opening`, `locks` (who may open and change a lake, on whatever machine), `upkeep` (files written anew),
`whole_lakes` (copies and replacements).
"""
