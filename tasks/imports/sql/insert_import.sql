-- An import begins. What it may cause is kept with it, so that going on with it after a crash may cause no more.
INSERT INTO imports (id, flow_run_id, source, format, status, started_at, effects, effects_limit)
VALUES ($import_id, $flow_run_id, $source, $format, 'IN_PROGRESS', $now, $effects, $effects_limit)
