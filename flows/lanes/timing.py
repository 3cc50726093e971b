"""Every clock of the lanes, in one table: how long a sign of life holds, how often somebody looks, who waits how long.

Seconds throughout. Each line says what the number bounds and who depends on it; read it as `timing.NAME`, so that a
test can change it in one place. `tests/unit/lanes/test_timing.py` holds the relations between them. How long a client
waits for a busy or absent server is the client's own business: `flows.prefect_client.patience` and `.api_client`.
"""

# --- Signs of life of an import at work -------------------------------------------------------------------------------

HEARTBEAT_SECONDS = 5.0
"""Between two heartbeats of a run (a label of its flow run, and the renewal of its lease): `lease`, `recover_lanes`."""

SILENT_SECONDS = 20.0
"""Without a heartbeat, by the observer's own clock, until a run at work is taken for dead: `liveness`, `lease`."""

STARTING_SECONDS = 60.0
"""The same for a claimed run that has not begun: a stock worker's new interpreter imports Prefect and Polars first."""

# --- Signs of life that Prefect's server itself looks at, for lanes that only stock workers serve ---------------------

PREFECT_HEARTBEAT_SECONDS = 30
"""Between two of Prefect's own heartbeat events of a run; the least that it grants: deployments, `child`, the shell."""

PREFECT_SILENT_SECONDS = 2 * PREFECT_HEARTBEAT_SECONDS + 15
"""Without such an event until an automation starts `recover-lanes`: `flows.deployments.automations`."""

# --- The lease of a lane ----------------------------------------------------------------------------------------------

LEASE_SECONDS = 60.0
"""How long the server keeps the lease of a holder that it does not hear of; the least that Prefect grants: `lease`."""

PROOF_SECONDS = SILENT_SECONDS - HEARTBEAT_SECONDS
"""How old the last renewal may be at a commit without asking the server anew; nobody takes a lease away before."""

LEASE_POLL_SECONDS = 0.25
"""Between two tries to get a lane's lease that somebody else holds: `lease`."""

POSITION_POLL_SECONDS = 0.5
"""Between two looks at the imports before one's own in the lane: `ordering`."""

SHARING_SECONDS = 2.0
"""How long a long run waits, between two portions, to hear who else waits for its lane: `sharing`."""

# --- The end of an import ---------------------------------------------------------------------------------------------

STAGES_SETTLED_SECONDS = 5.0
"""After a run's end until its stages count as left behind: the server records them a second late: `stale_stages`."""

HISTORY_PATIENCE_SECONDS = 2.0
"""How long the note that an import is given up waits for a busy database; the next import does it else: `outcome`."""

START_DELIVERIES_SECONDS = 5.0
"""The most that an import's end is held up by starting its deliveries: `flows.imports.start_deliveries`."""

# --- The warm worker --------------------------------------------------------------------------------------------------

CHILD_RETRY_SECONDS = 5.0
"""Pause before a child that could not start is started again: `flows.worker.worker`."""

CHILD_POLL_SECONDS = 0.1
"""Between two looks for an idle child, for a run that was not handed out by the queue: `flows.worker.worker`."""

ASK_AGAIN_SECONDS = 0.5
"""Between two questions for runs while one that went back in line may be due: `flows.worker.worker`."""

EVENTS_RETRY_SECONDS = 1.0
"""Pause before the worker subscribes anew to the server's events, their stream lost: `flows.worker.worker`."""

LAST_SECONDS = 10.0
"""How long a child whose worker is gone may take to end by itself after its last run: `flows.worker.child`."""

# --- The dispatcher ---------------------------------------------------------------------------------------------------

QUEUE_POLL_SECONDS = 0.02
"""Between two looks whether somebody has written to the queue of imports: `flows.dispatch.dispatcher`."""

STANDBY_SECONDS = 0.5
"""Between two looks of a dispatcher that stands by whether the one at work is gone: `flows.dispatch.dispatcher`."""

AWAY_SECONDS = 2.0
"""The longest pause before a Prefect server that is away or busy is asked again: `flows.dispatch.dispatcher`."""

REFUSED_SECONDS = 1.0
"""Before a server that has called a request bad is asked again, which may have been stopping: `flows.dispatch`."""

RECONCILE_SECONDS = (2.0, 60.0)
"""The shortest and the longest pause between two looks at the runs of imports that have not said that they have ended;
in between, four times as long as the last one took: `flows.dispatch.dispatcher`."""

# --- A project's database that somebody else keeps open ---------------------------------------------------------------

BUSY_PATIENCE_SECONDS = 2.0
"""How long an import that has its lane waits for the database before it gives its process to others: `busy`."""

BUSY_PAUSE_SECONDS = (1.0, 30.0)
"""The shortest and the longest pause before it tries again; it grows with the time it has waited: `busy`."""
