-- In which order the keys of a project were made, also within one second; 0: before this was noted.
ALTER TABLE api_keys ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
