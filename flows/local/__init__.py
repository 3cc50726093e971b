"""`orders up`: the whole system as processes of one machine, for a person at a terminal.

Belongs here: starting, watching and stopping processes, their output, the settings of our own Prefect server. Does
not: what these processes do. Read `supervisor` (what belongs together, and in which order), `part` (one process),
`part_output` (what of it a person sees), `home_lock` (one `orders up` on a home), `parent_watch` and `leftovers`
(nothing outlives it).
"""
