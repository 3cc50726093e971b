"""Undos: what they take back, what they leave alone, and that it is as if the import had never been."""
