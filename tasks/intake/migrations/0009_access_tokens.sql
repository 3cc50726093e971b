-- Access tokens that keys were given in exchange (OAuth client credentials): what is kept is a hash of each, and what
-- was asked for: names of scopes or resources with blanks between them. Times are ISO 8601 in UTC.
CREATE TABLE access_tokens (
    token_hash BLOB PRIMARY KEY, app_id TEXT NOT NULL, scope TEXT NOT NULL, created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX tokens_of_key ON access_tokens (app_id, expires_at);
