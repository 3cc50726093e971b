"""Async actions as they are read."""
