"""Takes back what an import, a backfill or another undo did, and nothing of what others did (contract §6).

A row is what everybody has said of it, one after the other; undoing an import is to leave out what it said. So undos
may come in any order, and an undo of an undo puts it in again. Belongs here: which imports count, what rows are without
the others, what becomes of effects. Does not: how versions are kept (`tasks.load`), their history for people
(`tasks.lineage`). Read `undo`, then `chosen`, `replay` with `columns`, `apply`, `kept`, `later`, `undone_effects`.
"""
