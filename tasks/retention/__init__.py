"""How long history is kept: versions, texts of rejected orders, events, deliveries that have ended, received bodies.

Here belongs what is too old by the settings, and the note of it in `prunings`, so that whoever looks back (undo, trace)
can say how far. Not here: what customers, orders and products are now, which is never too old.

Read `kept` (for how long), `prune` (the rows), `old_files` (the files beside the database), `pruned` (what is gone).
"""
