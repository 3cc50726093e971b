-- The orders of which something still counts.
CREATE OR REPLACE TEMP TABLE undo_staying AS SELECT id FROM undo_plan WHERE is_said
