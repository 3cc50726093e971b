"""How fast an import is, how much memory it takes, what it costs once a project has grown, and what follows from it.

Each benchmark checks its answer before it reports a time. Not collected by pytest; each `bench_…` is run as a module
(`python -m tests.benchmarks.speed.bench_import --help`). `speed` has those that measure, `proofs` those that end with
an error if an answer is wrong, however long it took; `inputs` is what they import (`generate`) and what is right after
it (`answer`), `contenders` what is measured: ours in its several shapes, the floor of a bare script, and dlt.
"""
