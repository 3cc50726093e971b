"""Who has been erased, known by keyed hashes alone, and orders without them.

Here belongs what imports and on-going writes ask: does this order name somebody who was erased, and what is it without
that person. Not here: the erasure itself (`tasks.erasure`).

Read in this order: `keyed_hash` (a name becomes a hash), `register` (the hashes that a project keeps), `mentions`
(which orders of a batch name an erased person), `anonymous` (one order without anybody), `orders` (a batch without the
people who were erased), `rejected` (what is not kept of rejected orders), `bulk_rows`.
"""
