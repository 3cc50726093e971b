"""Accepted imports on their way to Prefect."""
