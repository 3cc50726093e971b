"""Databases that stay open: from one import to the next, for many requests, and for the work of other processes.

Read `connection_cache` (an import's process) and `pool` (one that serves requests) first. What the one does for the
other: `work`, `address`, `server`, `client`; and `first_come`, who may change the data when.
"""
