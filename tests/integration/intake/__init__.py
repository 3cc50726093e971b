"""The queue, keys and caps where they are kept: in the file of a home and in a PostgreSQL."""
