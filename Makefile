# Highland Post. `make help` lists what there is.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
LOGISTICS := $(BIN)/logistics

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test check fuzz faults bench pictures format lint types layers wheel texts clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp texts ## Start Highland Post with a demonstration of Lai Châu (DATABASE_URL for PostgreSQL)
	@$(LOGISTICS) assets
	@$(LOGISTICS) db upgrade
	@$(LOGISTICS) warm-up
	@$(LOGISTICS) demo
	@$(LOGISTICS) serve --with-clock

test: $(VENV)/dev.stamp texts ## Run the whole test suite, on SQLite and on a real PostgreSQL
	@$(LOGISTICS) assets
	@$(LOGISTICS) warm-up
	@$(BIN)/pytest

check: $(VENV)/dev.stamp texts lint types layers ## What CI runs: everything below, and the tests
	@$(LOGISTICS) assets
	@$(LOGISTICS) warm-up
	@$(BIN)/pytest
	@$(MAKE) --no-print-directory wheel

lint: $(VENV)/dev.stamp ## Format and lint, without changing anything
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(VENV)/dev.stamp ## Check the types
	@$(BIN)/mypy

layers: $(VENV)/dev.stamp ## Check that each room opens only the doors below it
	@$(BIN)/lint-imports

format: $(VENV)/dev.stamp ## Format the code and mend what lint can mend
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .

wheel: $(VENV)/dev.stamp texts ## Build the wheel and start it in an empty environment
	@bash .ci/wheel

fuzz: $(VENV)/dev.stamp texts ## The long searches for inputs that break a promise
	@HYPOTHESIS_PROFILE=fuzz HYPOTHESIS_EXAMPLES=400 API_CASES=10000 $(BIN)/pytest -m "not browser" -q

faults: $(VENV)/dev.stamp texts ## The tests that kill processes, lose answers and take brokers away
	@$(BIN)/pytest -q -k "kill or killed or lost or dead or zombie or away"

bench: $(VENV)/dev.stamp texts ## Measure beside the peers; prints JSON
	@for name in import labels packing places travel tracking create events; do $(LOGISTICS) bench $$name --json; done

pictures: $(VENV)/dev.stamp texts ## Make the documentation's pictures again, by walking through the demonstration
	@$(BIN)/python docs/pictures/make.py

texts: # Vietnamese as the newest catalogue has it; after the environment, which the targets that need it name first
	@$(BIN)/pybabel -q compile -d logistics/web/translations

clean: ## Remove environment, build results and the demonstration's database
	rm -rf $(VENV) build dist *.egg-info node_modules var .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Highland Post needs Python 3.11 or newer; set PYTHON=...")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock setup.cfg pyproject.toml | $(VENV)/bin/python
	@echo "Installing locked dependencies (once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock setup.cfg pyproject.toml | $(VENV)/bin/python
	@echo "Installing locked development dependencies (once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@ $(VENV)/run.stamp
