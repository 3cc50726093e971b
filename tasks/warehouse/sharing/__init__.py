"""Databases that stay open: from one import to the next, for many requests, and for the reads of other processes."""
