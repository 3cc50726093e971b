"""How fast an import is, how much memory it takes, what it costs once a project has grown, and what follows from it.

Each benchmark checks its answer before it reports a time. Not collected by pytest; each `bench_…` is run as a module
(`python -m tests.benchmarks.bench_import --help`). Read `generate` (the input), `answer` (what is right), the
contenders `floor`, `dlt_import`, `stages` and `flow_run`, then `bench_import` and `bench_growth`;
`floor_portions`, `backfill_run` and `bench_backfill` are the same for backfills; for segments `crowd`
(a project with 50 of them, and who belongs where), then `bench_segments`; for effects `bench_deliveries` (kills) and
`bench_fairness`; for lanes `bench_lanes` and `bench_recovery`; for HTTP requests beside imports `bench_reads`.
`bench_planted_faults` is about the tests themselves: which slips in the code they notice.
"""
