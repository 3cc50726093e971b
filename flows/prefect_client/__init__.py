"""Prefect's client as we need it: patient with a busy server, typed, and its private names in one place.

Belongs here: how the server is spoken to. Does not: what is asked of it.

Read `patience` (workers and shell), `api_client` (the API, where somebody waits), `flow_runs`, `server_clock`, then
`private`.
"""
