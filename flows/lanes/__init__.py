"""Lanes: the imports of one tenant/project run one at a time, in the order of their submission, on whatever worker.

Belongs here: what decides who may work on a project, who is alive, and what becomes of a run whose process is gone.
Does not: what an import does (`flows.imports`), what is set up in Prefect (`flows.deployments`), the processes that
run it (`flows.worker`).

Read `kinds` (what there is to be done), `lane` (names and order), `hold` (what a flow does), `ordering` and `lease`
(what it waits for), then `sharing`, `liveness` and `recovery`. `timing` is the table of all clocks.
"""
