"""From good orders to the rows to store, as if imported one at a time; reads the database, writes nothing.

Belongs here: what depends on what is stored and on other orders of the batch. Does not: what one order says of itself
(`tasks.validate`), writing (`tasks.load`). Read `transform`, then `acceptance` with `customer_mentions`,
`identity_lookup`, `identity_resolution`, `stale_orders`, `pricing` and `forecast`, then `staging` with `merge`,
`order_versions` and `item_changes`.
"""
