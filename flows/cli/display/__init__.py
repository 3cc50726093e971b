"""What a person at a terminal sees: reports, tables, progress.

Belongs here: words and layout. Does not: what is in a report (`schemas.reports.report`), nor JSON, which is that
report. Read `report` (an import), `backfill` with `reconciliation`, `tables` (what lists share), `progress` (bars on
stderr).
"""
