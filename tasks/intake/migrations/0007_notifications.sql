-- Who is notified when an import or backfill of a project ends: one of `url`, `email`, `block` (of Prefect).
CREATE TABLE IF NOT EXISTS notifications (
    tenant TEXT NOT NULL, project TEXT NOT NULL, url TEXT, email TEXT, block TEXT, includes_api BOOLEAN NOT NULL,
    PRIMARY KEY (tenant, project)
);
