"""What a Prefect server for imports does otherwise than by default, as settings in its environment.

Leases are kept in files, so that a lane's holder keeps it when the server restarts. A run that waits in its lane is in
time: marked as late, each would be another write of the server while it has imports to serve. The states of the stages
are recorded once a second, all at once, and not each in a transaction of its own, which is a third of the server's work
for an import; a server that is killed forgets those of that second, never a run's own state
(`flows.lanes.stale_stages`).

Events are not stored, and no automation is started: that is a third of the server's work for an import, and warm
workers need neither (they hear of events as they happen). Run history, logs and artifacts stay; the event feed of
Prefect's UI is empty. Who has automations of his own, or stock workers, sets the last two to true.
"""

SERVER_SETTINGS = {
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    # whole seconds: Prefect cuts off a fraction, and would not pause at all
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}
