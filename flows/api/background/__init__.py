"""What an API process does between requests, or for many at once.

Belongs here: what outlives one request. `inbox_cleanup` tidies up, `rush` says when the dispatcher had
better wait, the others keep the numbers for `/metrics` and `/readyz`.
"""
