"""Millions of orders in one submission: read and stored a portion at a time, whatever happens in between.

Belongs here: which sources there are, portions of them, how far a backfill is, what is checked at its end. Does not:
how a format is read (`tasks.extract`), what is done with the orders of a portion (`tasks.validate`, `tasks.transform`,
`tasks.load`).

Read `request`, then `core.backfill`, which is the whole. `sources` finds the files, `local_copy` brings those behind
URLs here; `feed` chooses how one is read in portions: `text_feed` for lines of text, `frame_feed` for all else, which
`spool` puts on disk first. `stamp` notices that a source has changed, `progress` keeps how far a backfill is, `store`
writes a portion together with that. `courtesy` lets others have the project between two portions.
"""
