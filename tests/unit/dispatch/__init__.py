"""The dispatcher without a server."""
