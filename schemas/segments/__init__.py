"""Segments of customers as data: the filter language, its words and values, and what is shown of a segment.

What a filter means in SQL belongs to `tasks.segments`.

Read in this order: `filter` (the language, and from JSON to typed conditions), `fields`, `operators`, `periods` (its
words), `values` (what each operator takes), `segment_type`, `segment` (a
segment and its members, for people and the API).
"""
