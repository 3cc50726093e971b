"""The warm worker: processes that have everything imported, and who hands flow runs to them.

Belongs here: how a run gets into a process and how its end is noticed. Does not: order, exclusion and recovery, which
hold on any worker (`flows.lanes`).

Read `worker`, `due_runs` (what it asks the server for), then `child_process` (its side of a child), `child` (the other
side), `protocol` (what they say).
"""
