-- Several keys for each project: what they are called and may do (`schemas.scopes`, names with blanks between them), and
-- until when. A key that is revoked keeps its row, so that it can be said. What was the only key of a project is the one
-- called default, and may do what it could. Times are ISO 8601 in UTC; `last_used_at` is up to a minute late.
CREATE TABLE api_keys (
    app_id TEXT PRIMARY KEY, tenant TEXT NOT NULL, project TEXT NOT NULL, name TEXT NOT NULL, scopes TEXT NOT NULL,
    salt BLOB NOT NULL, token_hash BLOB NOT NULL, created_at TEXT NOT NULL, rotated_at TEXT, expires_at TEXT,
    revoked_at TEXT, last_used_at TEXT
);
CREATE UNIQUE INDEX names_of_keys ON api_keys (tenant, project, name) WHERE revoked_at IS NULL;
INSERT INTO api_keys
    SELECT app_id, tenant, project, 'default', 'read write import', salt, token_hash, created_at, rotated_at, NULL, NULL, NULL
    FROM projects;
DROP TABLE projects;
