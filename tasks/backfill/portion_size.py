"""How many orders of a backfill are stored at once, unless somebody says otherwise."""

PORTION = 25_000
