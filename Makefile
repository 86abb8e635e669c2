# One command each. `make run` on a fresh machine sets everything up first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.jaywalk-installed

.PHONY: help setup run test soak bench check constraints clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Jaywalk and its tools into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

setup: $(STAMP) ## install into .venv and compile the kernels (quick when done already)
	@$(BIN)/jaywalk warm

run: setup ## simulate 2 % of the Beijing what-if, with a summary and a result folder
	$(BIN)/jaywalk run beijing --scale 0.02

test: setup ## every test but the long counts
	$(BIN)/python -m pytest

soak: setup ## the long counts
	$(BIN)/python -m pytest -m soak

bench: setup ## speed and memory, as a table and JSON
	$(BIN)/python -m benchmarks

check: setup ## style, types, import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

constraints: ## pin the versions now installed
	@{ echo '# Versions tried together on Python 3.11. Made with `make constraints`; no addresses, no hashes.'; \
	   $(BIN)/python -m pip freeze --disable-pip-version-check --exclude-editable | grep -v -e '@' -e '^jaywalk'; } > constraints.txt

clean: ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
