# `make up` starts Moot, `make test` checks it; both install what they need, the first time.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help up test quick format docs clean browser

PORT ?= $(or $(MOOT_PORT),8000)
BIN := .venv/bin
# Two at a time; what starts processes of its own goes alone.
QUICK := -n 2 --dist worksteal -m "not browser and not faults"
CHROMIUM := chromium chromium-browser google-chrome google-chrome-stable
found = command -v $(1) >/dev/null
# Debian's pip installs nothing outside a virtual environment, so uv gets a small one of its own.
UV := $(shell command -v uv || echo .moot/uv/bin/uv)

help:  ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

up: .venv/ready  ## start everything and print the address (PORT=8001 for another port)
	@MOOT_PORT=$(PORT) $(BIN)/moot up

test: .venv/ready browser  ## everything: ruff, mypy, all tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy .
	$(BIN)/pytest $(QUICK)
	$(BIN)/pytest -m faults
	$(BIN)/pytest -m browser

quick: .venv/ready  ## ruff, mypy and the tests that need neither browser nor broken processes
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy .
	$(BIN)/pytest $(QUICK)

format: .venv/ready  ## put the code in the one format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: .venv/ready  ## draw the protocols' pictures and run their examples anew, into docs/protocols
	$(BIN)/python -m docs.make

clean:  ## remove what was installed; your data in .moot stays
	rm -rf .venv .moot/uv .mypy_cache .ruff_cache .hypothesis

.venv/ready: pyproject.toml uv.lock | $(UV)
	@echo "Installing what uv.lock names ..."
	@$(UV) sync --frozen --quiet --compile-bytecode
	@touch $@

.moot/uv/bin/uv:
	@echo "Installing uv into .moot/uv ..."
	@mkdir -p -m 700 .moot
	@python3 -m venv .moot/uv || { echo 'Python cannot make virtual environments here: apt install python3-venv'; exit 1; }
	@$(@D)/pip install --quiet --disable-pip-version-check uv

browser: .venv/ready
	@$(call found,$(CHROMIUM)) || { \
	  echo "Installing Chromium for the browser tests ..."; \
	  if [ "$$(id -u)" = 0 ]; then root=env; else root="sudo -n"; fi; \
	  { $$root apt-get update -qq && $$root apt-get install -qq -y --no-install-recommends chromium; } >/dev/null 2>&1 || true; \
	  $(call found,$(CHROMIUM)) || $(BIN)/playwright install chromium || { \
	    echo "No Chromium: install one ('apt install chromium') and run 'make test' again; 'make quick' needs none."; exit 1; }; }
