# Two commands on a machine that has only Python >= 3.11 and make: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

export PREFECT_SERVER_ANALYTICS_ENABLED = false
export PREFECT_HOME ?= $(CURDIR)/.prefect

.PHONY: demo test lint bench docs lock clean

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# The demo's project keeps its database in data/warehouse/demo/retail.duckdb; `make clean` forgets it.
DEMO := --tenant demo --project retail
IMPORT := $(BIN)/orders import data/online_retail_sample.csv --mapping data/mappings/online_retail.toml $(DEMO)

demo: .venv/installed  ## import a real shop's orders and show what came of it
	@rm -rf data/warehouse/demo
	@$(BIN)/orders limit set 2000 $(DEMO) >/dev/null
	@echo "== 2,093 orders are more than the 2,000 an import may bring, so the first try is refused as a whole:"
	$(IMPORT); test $$? -eq 3
	@echo "== So the cap is raised, for this project alone; and three segments are made:"
	$(BIN)/orders limit set 5000 $(DEMO)
	@$(BIN)/orders segment create "Spent over 500 pounds" $(DEMO) --filter \
		'{"junction":"and","summary.orders.total_amount":{"conditions":{"$$more_than":[50000]}}}' >/dev/null
	@$(BIN)/orders segment create "Ordered three times or more" $(DEMO) --filter \
		'{"junction":"and","summary.orders.total_count":{"conditions":{"$$more_than_equal":[3]}}}' >/dev/null
	@$(BIN)/orders segment create "Outside the United Kingdom" $(DEMO) --filter \
		'{"junction":"and","address.country":{"conditions":{"$$is_not":["United Kingdom"]}}}' >/dev/null
	@echo "== The import; exit code 1 says that some orders were rejected, and the report says which and why:"
	$(IMPORT); test $$? -eq 1
	@echo "== The biggest segment's first members, and all segments:"
	$(BIN)/orders segment members "Ordered three times or more" $(DEMO) --limit 5
	$(BIN)/orders segment list $(DEMO)
	@echo "== Where to look next:"
	@echo "  the history:  .venv/bin/orders imports $(DEMO)"
	@echo "  the tables:   data/warehouse/demo/retail.duckdb with any DuckDB 1.5 client; README.md lists them"
	@echo "  schedules, runs by Prefect and its UI:  README.md, 'On a schedule'"

test: .venv/installed lint  ## set everything up and run the tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

bench: .venv/installed  ## how fast, beside a bare DuckDB script and (DLT_PYTHON=...) dlt; and in a grown project
	$(BIN)/python -m tests.benchmarks.bench_import $(if $(DLT_PYTHON),--dlt-python $(DLT_PYTHON))
	$(BIN)/python -m tests.benchmarks.bench_growth

docs: .venv/installed  ## renew docs/reference.md and the pictures of docs/architecture.md
	$(BIN)/python -m flows.cli.reference
	$(BIN)/python docs/pictures/draw.py

lock:  ## renew requirements.lock: names, versions and hashes only
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock

clean:
	rm -rf .venv .prefect data/warehouse
