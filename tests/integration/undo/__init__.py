"""Undos under a real Prefect server."""
