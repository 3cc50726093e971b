-- Exports that were asked for over HTTP: of what, how, and by which token the file can be fetched. `import_id` is the
-- action of the queue that does it.
CREATE TABLE IF NOT EXISTS exports (
    id TEXT PRIMARY KEY,
    import_id TEXT NOT NULL,
    tenant TEXT NOT NULL,
    project TEXT NOT NULL,
    exported_object TEXT NOT NULL,
    parameters TEXT NOT NULL,
    token TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS exports_of_project ON exports (tenant, project, created_at);
