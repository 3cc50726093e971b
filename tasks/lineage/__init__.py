"""Where a row and a number come from: every version with who wrote it, and the orders behind a summary.

Belongs here: reading versions for people. Does not: how they are kept (`tasks.load`), taking them back (`tasks.undo`).
Read `history`, then `differences`, `places`, `counted`, and `compare` for two imports side by side.
"""
