"""Histories of rows, what a customer's numbers come from, and imports side by side."""
