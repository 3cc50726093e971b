"""What can go wrong around a database, called by its name: a full disk, servers that are away, a signal."""
