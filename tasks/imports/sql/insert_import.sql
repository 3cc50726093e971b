-- An import begins.
INSERT INTO imports (id, flow_run_id, source, format, status, started_at)
VALUES ($import_id, $flow_run_id, $source, $format, 'IN_PROGRESS', $now)
