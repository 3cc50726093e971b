-- Who may speak for a project over HTTP. Of a token only a salted hash is kept. Times are ISO 8601 in UTC.
CREATE TABLE IF NOT EXISTS projects (
    app_id TEXT PRIMARY KEY, tenant TEXT NOT NULL, project TEXT NOT NULL, salt BLOB NOT NULL, token_hash BLOB NOT NULL,
    created_at TEXT NOT NULL, rotated_at TEXT, UNIQUE (tenant, project)
);
-- Which submission an Idempotency-Key stands for.
CREATE TABLE IF NOT EXISTS submissions (
    tenant TEXT, project TEXT, idempotency_key TEXT, body_hash TEXT NOT NULL, submission_id TEXT NOT NULL,
    source TEXT NOT NULL, created_at TEXT NOT NULL, PRIMARY KEY (tenant, project, idempotency_key)
);
-- Caps on the orders of one import. The one of all projects has empty names.
CREATE TABLE IF NOT EXISTS import_limits (
    tenant TEXT NOT NULL, project TEXT NOT NULL, most_orders INTEGER NOT NULL, PRIMARY KEY (tenant, project)
);
