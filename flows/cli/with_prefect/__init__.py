"""What a shell asks of a Prefect server, if one is set or running (`server` finds out without importing Prefect)."""
