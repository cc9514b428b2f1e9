# Two commands matter: `make demo` and `make test`. Both set up everything they need in .venv.

PYTHON ?= python3
BIN := .venv/bin
# What is tested as people meet it, against a second implementation or by breaking things: whole programs, whole
# registers. Coverage is measured on the others; to measure it here would only take twice as long. Long files come first.
UNMEASURED := $(addprefix tests/,reference browser contract/test_real_histories.py properties/test_real_histories.py \
	whatif/test_registers.py faults cli docs dependencies)
# The tests of a file share what they are about, such as a page or a ledger, so one process runs a file.
PYTEST := $(BIN)/pytest -n auto --dist loadfile
SOURCES := domain engine projections cli tests benchmarks

.DEFAULT_GOAL := help
.PHONY: help demo test lint types layers browser check scan bench docs soak format clean

help:  ## What can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/'

.venv/.run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("python3 is older than 3.11; name a newer one: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.test: .venv/.run
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]' hatchling editables
	@touch $@

demo: .venv/.run  ## A ledger with the example histories, and the I3T timeline
	@rm -rf build/demo
	@$(BIN)/coalition demo build/demo
	@echo
	@$(BIN)/coalition timeline i3t --store sqlite:///build/demo/demo.db

test: lint types layers check  ## Lint, types, layers, all tests with coverage

lint: .venv/.test  ## Style
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)

types: .venv/.test  ## Strict types
	$(BIN)/mypy

layers: .venv/.test  ## Who may import whom
	$(BIN)/lint-imports

browser: .venv/.test  ## Chromium for the tests of the report page
	$(BIN)/python tests/browser/chromium.py

check: .venv/.test browser  ## All tests, with coverage of the branches
	$(BIN)/coverage erase
	$(PYTEST) --cov --cov-report= $(addprefix --ignore=,$(UNMEASURED)) $(ARGS)
	$(BIN)/coverage report
	$(PYTEST) $(UNMEASURED) $(ARGS)

scan: .venv/.run  ## Known vulnerabilities of the pinned libraries; fails where they cannot be looked up, too
	$(BIN)/python .ci/scan.py

bench: .venv/.test  ## How long things take, against yardsticks; written to benchmarks/results.md
	$(BIN)/python -m benchmarks.run $(ARGS)

docs: .venv/.test  ## The documents as a site, in build/site
	$(BIN)/zensical build --strict

soak: .venv/.test  ## 100,000 events recorded by processes that are killed at random, then verified, on both stores
	PYTHONPATH=.:tests $(BIN)/python -m faults.soak $(ARGS)
	PYTHONPATH=.:tests $(BIN)/python -m faults.soak --server $(ARGS)

format: .venv/.test  ## Put the code in form
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

clean:  ## Remove everything that was made
	rm -rf .venv build .coverage* .hypothesis .mypy_cache .ruff_cache .import_linter_cache
