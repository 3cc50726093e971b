-- Actions that are worked in portions, between which others have the lane: `is_long`. `asked_to` is what somebody wants
-- such a one to do after the portion at work (cancel or pause), `paused_at` since when it waits to be resumed.
ALTER TABLE import_queue ADD COLUMN is_long BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE import_queue ADD COLUMN asked_to TEXT;
ALTER TABLE import_queue ADD COLUMN paused_at TEXT;
DROP INDEX IF EXISTS unfinished_imports;
CREATE INDEX unfinished_imports
    ON import_queue (tenant, project, position, flow_run_id, size, is_long, paused_at) WHERE ended_at IS NULL;
