"""How fast an import is, how much memory it takes, and what it costs once a project has grown.

Each benchmark checks its answer before it reports a time. Not collected by pytest; `bench_import` and `bench_growth`
are run as modules (`python -m tests.benchmarks.bench_import --help`). Read `generate` (the input), `answer` (what is
right), the contenders `floor`, `dlt_import`, `stages` and `flow_run`, then the two benchmarks.
"""
