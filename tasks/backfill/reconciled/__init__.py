"""What the sources of a backfill say beside what is stored, and both beside what was expected."""
