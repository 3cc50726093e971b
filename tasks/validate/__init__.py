"""From texts to typed frames of good orders, and rejects: everything that one order says of itself.

Belongs here: the cap, the form of the JSON, rules about values. Does not: what depends on other orders or on the
database (`tasks.transform`). Read `validate`, which uses the others in this order: `cap`, `parse` with `structure`
(the quick look), `close_look`, `json_faults`, `unknown_fields` and `free_texts`, then `cross_checks`, `rule_failures`,
`item_mentions`. The rules themselves are in `schemas.orders.rules`.
"""
