-- The new texts, by the place of their rows.
CREATE OR REPLACE TEMP TABLE replacements AS FROM replaced
