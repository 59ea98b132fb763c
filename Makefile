# `make build` makes everything from nothing; `make test` proves it.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
LANDING := $(or $(DERIVE_LANDING),data/landing)
TEST := target/test
# The project's SQL that is linted (curated models are one line each).
SQL := $(wildcard models/staging models/intermediate models/marts \
	analyses tests/singular tests/generic)
WORKERS ?= 2
# A test of these may take longer before it is taken to hang.
LONG := $(BIN)/python -m pytest -o faulthandler_timeout=2700

export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
# Bytecode halves the start of every command; some machines switch it off.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help build synth docs test lint pytest dbt-test test-athena \
	test-long bench clean

help: ## Say what each target does
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' \
		$(MAKEFILE_LIST)

# The pins are by hash, uv's own included; the stamp says that all of it is in.
$(VENV)/.stamp: requirements.lock requirements-bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed: make PYTHON=..."; exit 1; }
	@rm -f $@
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements-bootstrap.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes \
		--compile-bytecode -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps \
		--no-build-isolation -e .
	$(BIN)/python -m compileall -q src
	@touch $@

.venv: $(VENV)/.stamp ## Make the environment from requirements.lock

build: $(VENV)/.stamp synth ## Build all tables and the docs
	@$(BIN)/derive init
	@$(BIN)/derive build

synth: $(VENV)/.stamp
	@find "$(LANDING)/_ledger" -name '*.json*' 2>/dev/null | grep -q . || \
		$(BIN)/derive synth

docs: $(VENV)/.stamp ## Write the docs to target/static_index.html
	$(BIN)/dbt docs generate --static --no-use-colors --quiet
	@echo "The docs are in target/static_index.html"

test: lint pytest dbt-test ## Lint, pytest, and a build with its tests

lint: $(VENV)/.stamp ## ruff, yamllint, sqlfluff
	$(BIN)/ruff check src tests/python benchmarks
	$(BIN)/yamllint --strict .
	$(if $(SQL),$(BIN)/sqlfluff lint --disable-progress-bar $(SQL))

pytest: $(VENV)/.stamp
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile \
		--no-loadscope-reorder --max-worker-restart 0

# A build of its own, on synthetic data, whatever data/ holds; then questions to it.
dbt-test: export DERIVE_LANDING := $(TEST)/landing
dbt-test: export DERIVE_WAREHOUSE := $(TEST)/warehouse.duckdb
dbt-test: export DERIVE_SPILL := $(TEST)/spill
dbt-test: export DBT_TARGET_PATH := $(TEST)/target
dbt-test: export DBT_LOG_PATH := $(TEST)/logs
# As `derive build` says it, so that unit tests hold there too.
dbt-test: export DERIVE_PROJECT := under test
dbt-test: $(VENV)/.stamp
	@rm -rf $(TEST) && mkdir -p $(TEST)
	$(BIN)/derive synth
	$(BIN)/derive init
	$(BIN)/dbt build --no-use-colors
	$(BIN)/python -m pytest tests/python/answers

test-athena: $(VENV)/.stamp ## Test on a local Athena (Maven fetches it)
	$(BIN)/python -m pytest tests/python/local_athena

test-long: $(VENV)/.stamp ## Hostile files, five years, kills, the real feed
	$(LONG) -s tests/python/landing/long
	$(LONG) -s tests/python/truth/long
	$(LONG) tests/python/local_athena/long

bench: $(VENV)/.stamp ## Measure curate, synth and linking, kill 20 runs, draw a world
	$(BIN)/python benchmarks/curate.py
	$(BIN)/python benchmarks/athena.py
	$(BIN)/python benchmarks/synth.py
	$(BIN)/python benchmarks/linking.py
	$(BIN)/python benchmarks/day.py
	$(BIN)/python benchmarks/upload.py --gb 5
	DERIVE_TRUTH_SEED=drawn $(LONG) -s tests/python/truth/long
	DERIVE_KILLS=20 $(LONG) -s tests/python/local_athena/long
	$(LONG) -s tests/python/time/every
	$(LONG) tests/python/local_athena/every

clean: ## Remove what builds leave (never data/)
	rm -rf target logs .pytest_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
