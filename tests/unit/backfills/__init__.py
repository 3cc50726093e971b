"""What Prefect adds to a backfill."""
