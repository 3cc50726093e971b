"""What an API process does between requests, or for many at once.

Belongs here: what outlives one request. `batch_submit` hands imports on, `inbox_cleanup` tidies up, the others keep the
numbers for `/metrics` and `/readyz`.
"""
