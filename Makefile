# Everything that is done with this tree. Needed: Python 3.11 or newer, make, git. The rest is brought in:
# uv and all tools into .tools/ and .venv/, Node from PyPI for the build of the pages' scripts.
# Each step is skipped when nothing it depends on has changed.

PYTHON ?= python3
DATA ?= data
ARGS ?=
UV_VERSION := 0.13.9
UV := .tools/uv/bin/uv
BIN := .venv/bin
BUILT := src/theatrum/doors/web/static/built
CLIENTS ?= 4.14.0 4.13.0 4.4.1 3.2.0
SUITE ?=

export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv
export UV_PYTHON := $(PYTHON)
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# Bytecode is kept wherever this runs: tests start hundreds of processes, and each would compile every module anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup develop run test test-sqlite test-postgresql test-contract contract browser office \
        lint lint-style lint-types lint-imports lint-own lint-frontend format bench docs lock npm clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- set-up ---------------------------------------------------------------------------------------------

.tools/uv/.version-$(UV_VERSION):
	@command -v $(PYTHON) >/dev/null || { echo "there is no $(PYTHON); name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	  "Python 3.11 or newer is needed, this is %d.%d. Name another: make PYTHON=python3.12 ..." % sys.version_info[:2])'
	@echo "installing uv $(UV_VERSION) into .tools/"
	@rm -rf .tools/uv
	@$(PYTHON) -m venv .tools/uv || { rm -rf .tools/uv; \
	  echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) || { \
	  echo "uv could not be installed. Is PyPI reachable? Behind a proxy, set HTTPS_PROXY." >&2; exit 1; }
	@touch $@

setup: .tools/uv/.version-$(UV_VERSION) ## a working .venv with the theatrum command
	@$(UV) sync --quiet --frozen --extra server --no-default-groups --inexact
	@test -e $(BUILT)/.stamp || $(UV) sync --quiet --frozen --extra server --no-default-groups --inexact \
	  --reinstall-package theatrum

develop: .tools/uv/.version-$(UV_VERSION) ## setup, and everything that tests and lint need
	@$(UV) sync --quiet --frozen --extra server
	@test -e $(BUILT)/.stamp || $(UV) sync --quiet --frozen --extra server --reinstall-package theatrum

browser: develop ## find or install the browser for the browser tests
	@$(BIN)/python -m tests.support.browser

office: develop ## say whether there is LibreOffice, which one test of templates needs
	@$(BIN)/python -m tests.support.office

# --- run ------------------------------------------------------------------------------------------------

run: setup ## a sample consortium on this machine; prints its address and logins (DATA=folder, ARGS="--port 9000")
	@exec $(BIN)/theatrum demo --data $(DATA) $(ARGS)

# --- test -----------------------------------------------------------------------------------------------

test: browser office ## everything, on SQLite and PostgreSQL, and a real client
	@echo "== on SQLite and PostgreSQL at once, then with a real client; each tells what it found when it ends"
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target test-sqlite test-postgresql test-contract

PYTEST := $(BIN)/pytest -n logical --dist worksteal -rs --durations=15 --durations-min=2
test-sqlite: develop
	@echo "== all tests, on SQLite"
	@THEATRUM_TEST_DATABASE=sqlite $(PYTEST) -m "not contract" $(ARGS)

test-postgresql: develop
	@echo "== all tests that touch the database, on PostgreSQL"
	@THEATRUM_TEST_DATABASE=postgresql $(PYTEST) -m "db and not browser and not contract and not one_engine" $(ARGS)

test-contract: develop
	@echo "== the real client, version $(firstword $(CLIENTS))"
	@THEATRUM_TEST_CLIENTS="$(firstword $(CLIENTS))" $(BIN)/pytest -m contract tests/contract $(ARGS)

contract: develop ## the real client in every version we promise; its own suite too: make contract SUITE=CHECKOUT
	@THEATRUM_TEST_CLIENTS="$(CLIENTS)" THEATRUM_TEST_SUITE="$(SUITE)" THEATRUM_TEST_CENTERS=10 $(BIN)/pytest -m contract tests/contract $(ARGS)
	@test -z "$(SUITE)" || { echo "== the client's own suite, on PostgreSQL"; THEATRUM_TEST_DATABASE=postgresql \
	  THEATRUM_TEST_SUITE="$(SUITE)" $(BIN)/pytest -m contract tests/contract/test_own_suite.py $(ARGS); }

# --- lint -----------------------------------------------------------------------------------------------

lint: develop ## style, types, direction of imports, sizes and names; reports requirements without a test
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target \
	  lint-types lint-imports lint-own lint-style lint-frontend
	@$(BIN)/python -m lints.requirements_report

lint-style:
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "run: make format" >&2; exit 1; }

# Checking types loads the settings, which make a data directory.
lint-types:
	@THEATRUM_DATA=$(CURDIR)/.tools/lint-data $(BIN)/mypy

lint-imports:
	@$(BIN)/lint-imports --no-logo

lint-own:
	@$(BIN)/python -m lints

lint-frontend:
	@$(BIN)/python hatch_build.py check

format: develop ## format the Python code, and fix what can be fixed by itself
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

# --- the rest -------------------------------------------------------------------------------------------

bench: develop ## every figure we claim, as a ratio to a baseline in the same run
	@for script in bench/bench_*.py; do echo "== $$script"; $(BIN)/python $$script $(ARGS) || exit 1; done

docs: develop ## write the generated reference pages
	@THEATRUM_DATA=$(CURDIR)/.tools/lint-data DJANGO_SETTINGS_MODULE=theatrum.wiring.django_settings \
	  $(BIN)/python -m docs.generate

lock: .tools/uv/.version-$(UV_VERSION) ## after an edit of pyproject.toml: renew uv.lock
	@$(UV) lock

npm: develop ## run npm in frontend/, such as: make npm ARGS="install --save-exact NAME@VERSION"
	@$(BIN)/python hatch_build.py npm $(ARGS) --ignore-scripts --no-audit --no-fund

clean: ## remove everything that these commands made, but not data/
	@rm -rf .tools .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist \
	  frontend/node_modules $(BUILT)
