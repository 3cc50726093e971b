# On a machine that has only Python >= 3.11 and make: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q --dist loadgroup
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

# where Python is told to keep no bytecode, each of the many processes of a run would compile everything anew
export PYTHONDONTWRITEBYTECODE =
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export PREFECT_HOME ?= $(CURDIR)/.prefect

BROWSERS := chromium chromium-browser google-chrome

.PHONY: help demo unit test browser deep lake-gate lake-test wheel-test coverage lint bench docs lock clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/\1\t\2/p' Makefile | expand -t 12

# the lock is all there is to install: pip, asked to resolve it again, takes a newer release where one is asked for by an extra
.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes --no-deps -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

demo: .venv/installed  ## import a real shop's orders as a Prefect flow run and show what came of it
	@data/demo.sh

unit: .venv/installed  ## the tests that start no process: at most a minute
	$(PYTEST) -n 2 -p no:schemathesis tests/unit

browser: .venv/installed  ## a Chromium for the tests of pages, which are left out without: the system's, else one that Playwright installs
	@which $(BROWSERS) || $(BIN)/python -m playwright install --with-deps chromium

# many of all tests wait for another process: one more of them than there are cores, as each more takes from the others
ALL_TESTS := POLARS_MAX_THREADS=1 $(PYTEST) -n 3

test: lint  ## set everything up, lint, and run all tests but the long ones
	$(ALL_TESTS)

coverage: lint  ## the same, a fifth slower: with how much of the code they reach, by branch, and whether that is enough
	$(ALL_TESTS) --cov --cov-report=
	$(BIN)/coverage report

# Benchmarks that end with an error if an answer is wrong, however long it took.
PROOFS := planted_faults order everything api_kills chaos deliveries fuzz

deep: wheel-test  ## the long proofs: the wheel, faults at full length, laws at a big budget, answers of the benchmarks
	$(PYTEST) -n 3 -m deep --hypothesis-show-statistics
	for proof in $(PROOFS); do $(BIN)/python -m tests.benchmarks.proofs.bench_$$proof || exit 1; done

lake-gate: .venv/installed  ## an hour or two: whether DuckLake on PostgreSQL loses or doubles a row; GATE="--runs 2 --rounds 5 --steps 40" for a try
	$(BIN)/python -m tests.benchmarks.proofs.bench_lake_gate $(GATE)

# What a project does with its data, on the other storage: the tests of these rooms that stay in one process.
ON_A_LAKE := load transform segments effects updates undo erasure lineage

lake-test: .venv/installed  ## half an hour: the same answers where a project's data are in DuckLake, its catalog in PostgreSQL
	ORDERS_TEST_STORAGE=ducklake POLARS_MAX_THREADS=1 $(PYTEST) -n 2 $(addprefix tests/integration/,$(ON_A_LAKE))

wheel-test: .venv/installed  ## build the wheel, install it elsewhere, import and run the local system with it
	$(BIN)/python -m pytest -q -m wheel tests/integration/packaging

lint: .venv/installed  ## style, formatting, import contracts, strict types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: .venv/installed  ## how fast, beside a bare DuckDB script and (DLT_PYTHON=...) dlt; and in a grown project
	$(BIN)/python -m tests.benchmarks.speed.bench_import $(if $(DLT_PYTHON),--dlt-python $(DLT_PYTHON))
	$(BIN)/python -m tests.benchmarks.speed.bench_growth

docs: .venv/installed  ## renew docs/reference.md, docs/operations-of-the-original.md and the pictures of docs/architecture.md
	$(BIN)/python -m flows.cli.reference.reference
	$(BIN)/python -m flows.cli.reference.format_pages
	$(BIN)/python -m docs.original.write
	$(BIN)/python docs/pictures/draw.py

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-header --no-annotate --quiet

lock:  ## renew what is locked, for the tests and for running alone: names, versions and hashes only
	$(LOCK) pyproject.toml --group dev -o requirements.lock
	$(LOCK) pyproject.toml --constraint requirements.lock -o requirements-runtime.lock

clean:  ## remove what make has made
	rm -rf .venv .prefect .demo data/warehouse build
