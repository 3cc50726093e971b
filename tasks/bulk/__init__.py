"""Many customers, products or SKUs at once: what `/v1/…/bulk/async`, `/metadata/async` and `/importCSV` take.

Each row is one entity, judged, named, merged and versioned by the rules of an import (contract §1, §3), since it is put
into an order that is itself left out, as `tasks.updates.one_entity` does with one. A row's fault hands that row back;
all others are one transaction. Belongs here: how such bodies are read, and what is asked of a row beside the rules of
an import. Does not: those rules (`tasks.validate`, `tasks.transform`), how the body comes (`tasks.intake`).

Read `update`, then `kinds`, `rows` with `objects`, `shared_metadata` and `tables` (`cells`), then `staging` with
`wrapping`, `left_out`, `sku_products` and `handed_back`; `uploads` is for whoever takes a file in.
"""
