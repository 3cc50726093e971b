"""Async actions (contract §1, §6): an import, or other bulk work, as the one who submitted it sees it.

Belongs here: reading, listing, cancelling and trying again, for shell and API alike. Does not: how a record is shown,
nor the queue of what was accepted (`tasks.intake.queue.import_queue`), nor what a flow does in its lane
(`flows.action_runs`).

Read `actions`, then `queued` (an action of the home's queue), `of_run` and `record` (one that is no more than a flow
run), `queue` (what waits and who works).

All kinds share their project's lane: first in, first out, one at a time. Another kind needs this and no more, since
queue, dispatcher, recovery, status, cancel and retry go by the table of kinds; `flows.rebuild_segments` is the shortest
example:

1. its type: a member of `schemas.action_type.ActionType`, such as `ORDERS_UNDO = "ORDERS.UNDO"`, with its noun; 2.
its work: a plain function in `tasks`, which may be begun again under the same id after a crash at any point, and
raises an `OrdersError` where it cannot be done; it is tested without Prefect; 3. its flow: a module in `flows` whose
`@flow` function takes `tenant`, `project`, the parameters of the kind (JSON; no secrets, no bodies: a body waits in a
file of `tasks.intake.inbox` and is named `source` or in `sources`, so that it is kept as long as it is needed) and
`action_id: str | None = None`, and returns `await run_action(key, AskedAction(type, parameters), action_id, work,
create=…)` (`flows.action_runs.run_action`); `work(at_work)` does 2. in `at_work.warehouse` and makes an
`ActionReport` of it: `message`, counts, `details`; add the module to the layer of flows in `pyproject.toml`; 4. its
row in `flows.lanes.kinds.KINDS`: type, the flow's name, its entrypoint. Deployments `<flow>/<lane>` are made when the
first action of the kind is handed over, or by `flows.deployments.actions.deploy_action`; 5. who asks for it: a route
calls `tasks.intake.queue.import_queue.accept(home, key, AskedAction(type, parameters), size=…, request_id=…,
quota=settings.quota)` and answers `action_id_of(…)`; a command does the same and then
`flows.cli.with_prefect.hand_over.hand_over`, or runs the flow in its own process
(`flows.cli.with_prefect.prefect_run.quietly`) where a server is, and the plain function of 2. under
`ProjectWarehouse.alone` where none is.

Of an action that is cancelled while it works nothing is left half-written, if its work is one transaction. Work that
takes longer than a portion of a backfill is done in portions: its type `is_long`, and its flow calls
`flows.action_runs.run_portions.run_in_portions` with something that can `go_on` and `stop` (`flows.backfills.work`).
"""
