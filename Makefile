# Two commands: `make run` and `make test`. Everything else is for those who build.
SHELL := /bin/bash
PORT ?= 8000
BIN := .venv/bin
WORKERS ?= auto

.PHONY: help setup setup-dev run test test-fast check measures golden bench screenshots demo-data lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## install everything that running needs
	@scripts/setup.sh run

setup-dev:
	@scripts/setup.sh dev

run: setup ## set up, load the demo museum, serve http://127.0.0.1:8000
	@$(BIN)/cuudinh demo
	@$(BIN)/cuudinh serve --port $(PORT)

test: setup-dev ## every test that this machine can run
	@$(BIN)/pytest -n 2 --dist loadgroup -m "not golden"

check: setup-dev ## format, lint, types, import rules, sizes
	@scripts/check.sh

measures: ## the measures of the house, printed
	@$(BIN)/python scripts/measures.py

golden: setup-dev ## long tables over all shared data
	@$(BIN)/pytest -m golden -s

bench: setup-dev ## benchmarks, each beside its peer
	@$(BIN)/python -m tests.bench

screenshots: setup-dev ## pictures of the pages for the README and for looking at
	@$(BIN)/python scripts/screenshots.py

demo-data: setup ## the demo museum with the sample scans in ../shared/data
	@$(BIN)/cuudinh demo --data ../shared/data

lock: ## pin everything again from requirements*.txt
	@scripts/lock.sh

clean: ## remove what set-up made (never the data folder)
	@rm -rf .venv app/static/web viewer/web/node_modules models3d/node/node_modules
