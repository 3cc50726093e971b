-- Links to pages about imports that open them without keys: what is kept is a hash of each one's secret. Times are
-- ISO 8601 in UTC.
CREATE TABLE report_links (
    token_hash BLOB PRIMARY KEY, tenant TEXT NOT NULL, project TEXT NOT NULL, import_id TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX ends_of_report_links ON report_links (expires_at);
