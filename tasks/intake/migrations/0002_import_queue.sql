-- The imports of this home, from the moment they are accepted: what is acknowledged is a row here, whatever Prefect's
-- server does. `position` is the order in which they came. `parameters` (JSON) are those of the flow, without the names
-- of the project; `place` is that of the flow run in its lane, in microseconds since 1970; `waited` is for how many seconds the import, which has its
-- lane, has waited for something else, `waits_for`. `message` says how it ended, for anybody, and `detail` what
-- only the operator reads; `report` is an ImportReport.
-- Times are ISO 8601 in UTC.
CREATE TABLE IF NOT EXISTS import_queue (
    position INTEGER PRIMARY KEY AUTOINCREMENT, import_id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL,
    project TEXT NOT NULL, parameters TEXT NOT NULL, size INTEGER NOT NULL, request_id TEXT NOT NULL,
    accepted_at TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 1, flow_run_id TEXT, place INTEGER,
    status TEXT NOT NULL DEFAULT 'ENQUEUED', progress INTEGER NOT NULL DEFAULT 0, started_at TEXT,
    waits_for TEXT, waited REAL NOT NULL DEFAULT 0, ended_at TEXT, message TEXT, detail TEXT, report TEXT
);
CREATE INDEX IF NOT EXISTS unfinished_imports
    ON import_queue (tenant, project, position, flow_run_id, size) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS imports_of_project ON import_queue (tenant, project, accepted_at);
-- When a cap was set, so that an older answer of Prefect's server about it can be told.
ALTER TABLE import_limits ADD COLUMN set_at TEXT NOT NULL DEFAULT '';
