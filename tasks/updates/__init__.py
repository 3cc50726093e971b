"""On-going changes, one entity at a time: orders, customers, products and SKUs as they happen (contract §5).

Belongs here: what any front end does to one stored entity, by the import's own rules. Does not: HTTP and the shell
(`flows`), batches (`tasks.imports`). Read `update` first, then `one_order`, `one_entity` and `deletions`; `by_name` and
`product_skus` find what a front end names, and do it to that.
"""
