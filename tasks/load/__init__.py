"""Writes the rows of one batch, and what they replaced, in one transaction.

Belongs here: statements that write orders, customers, products, SKUs and rejects. Does not: what the rows are
(`tasks.transform`), the history of imports (`tasks.imports`).
"""
