"""What every flow of an async action does around its work: its row in the queue, its lane, its end in one line.

Belongs here: what is the same for imports and all other kinds of bulk work. Does not: the work itself (`tasks`), which
kinds there are (`flows.lanes.kinds`).

Read `run_action` (all of a flow but its work), `run_portions` (the same for work in portions), then `row` (what it
notes in the home's queue).
"""
