"""Whether DuckLake, with its catalog in PostgreSQL, keeps what is committed: the proof that `make lake-gate` runs.

A project's data may be relied on there only if it does. Of the product, only its extensions and its upkeep are in here:
`catalog` opens a lake under the settings that a project has, `orders` writes batches of made-up orders to it, `oracle`
says what has to be in it then and what is wrong with what is there, `maintenance` is the upkeep. `side_by_side` has two
writers in two processes and the upkeep in a third one, `in_turn` one writer and the upkeep after some of its steps.
"""
