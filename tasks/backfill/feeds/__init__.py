"""One source of a backfill, read in portions.

Belongs here: where portions begin and end, what has to be put on disk for that, whether a source is the one that it
was. Does not: formats (`tasks.extract`). Read `piece` (what a feed gives), then `feed`, which chooses one: `text_feed`
for lines of text, `frame_feed` for all else, which `spool` puts on disk first: of what a mapping is for, `line_parts`
reads some lines at a time, `line_store` brings those of an order together, `families` an order and its children, and
`mapped_parts` is all of it. `local_copy` brings here what is behind a URL (`http_copy`, `object_store`, which also
lists what a store has) as a `partial_copy`; `stamp` notices changes, and `sight` spares reading all of a source again
to notice none.
"""
