"""Who is in which segment, and the summaries of customers that segments look at.

Here belongs what is computed about customers after orders have changed. What follows from entering or leaving belongs
to `tasks.effects`, the filter language to `schemas.segments`.

Read in this order: `refresh` (after an import, or for everyone), `summaries`, `memberships` (who enters and leaves),
`lookup` and `segments` (found; made and deleted); then how a filter becomes SQL: `filter_sql`, `facts` (what can be
asked about), `value_tests`, `time_tests`, `periods`, `binder` (values never become SQL).
"""
