-- Metadata that was merged key by key.
CREATE OR REPLACE TEMP TABLE undo_merged AS SELECT * FROM merged
