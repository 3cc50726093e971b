"""What a Prefect server for imports does otherwise than by default, as settings in its environment.

Leases are kept in files, so that a lane's slot outlives a restart of the server. A run that waits in its lane is in
time: marked as late, each would be another write of the server while it has imports to serve.
"""

SERVER_SETTINGS = {
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
}
