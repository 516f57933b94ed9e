# Two commands matter: `make run` and `make test`. `make` alone lists the others.

SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTHON := $(BIN)/python
STEP := @tools/step
# One worker more than cores: tests wait for chains and processes of their own about a fifth of their time.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# Compiled Python is kept: a command then starts half a second sooner, and tests start hundreds of them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run road walk serve gallery faults test setup lint format types laws contracts proofs digests lock coverage sbom bench bench-long test-long clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## take the example deals as far as they go, then show both portals in a browser until Ctrl-C; state in build/run
	$(STEP) "setup" tools/setup run
	@exec $(BIN)/tallystick run examples/auto-leases examples/charging-piles examples/trade-receivables --out build/run

road: ## leave the leases unfiled in the workspace, for you to take along docs/road.md; state in build/road
	$(STEP) "setup" tools/setup run
	@exec $(BIN)/tallystick run examples/auto-leases --unfiled --out build/road

walk: ## take one example deal through its whole life and end; results in build/walk/auto-leases
	$(STEP) "setup" tools/setup run
	$(STEP) "walk: examples/auto-leases" $(BIN)/tallystick walk examples/auto-leases --out build/walk/auto-leases

serve: ## show the walk's register in a browser; SIDE=onshore or SIDE=overseas
	$(STEP) "setup" tools/setup run
	$(BIN)/tallystick serve --home build/walk/auto-leases/$(or $(SIDE),onshore) --people examples/auto-leases/people.yaml \
	    --port $(if $(filter overseas,$(SIDE)),8001,8000)

gallery: setup ## a picture of every page of the walk's register, in both languages; docs/gallery
	$(STEP) "gallery" $(PYTHON) -m tools.gallery --walk build/walk/auto-leases

faults: setup ## do to the product what goes wrong with machines, and write docs/faults.md
	$(STEP) "faults" $(PYTHON) -m tools.faults

test: setup ## everything that must hold before a change is handed in
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint types contracts
	$(STEP) "tests: pytest" $(PYTHON) -m pytest --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder

setup: ## make .venv and contracts/node_modules what the lock files say
	$(STEP) "setup" tools/setup dev

lint: setup ## ruff, formatting, import laws, dependencies and our own laws
	$(STEP) "lint: ruff check" $(BIN)/ruff check
	$(STEP) "lint: ruff format" $(BIN)/ruff format --check
	$(STEP) "lint: import laws" $(BIN)/lint-imports --no-logo
	$(STEP) "lint: dependencies" $(BIN)/deptry src
	$(STEP) "lint: our own laws" $(PYTHON) -m tools.laws

types: setup ## mypy --strict
	$(STEP) "types: mypy" $(BIN)/mypy

contracts: setup ## the contracts' own tests, and that the committed build equals a rebuild
	$(STEP) "contracts: tests" npm --prefix contracts test --silent
	$(STEP) "contracts: committed build" npm --prefix contracts run check-artifacts --silent

proofs: setup ## what holds of the contracts for every number at once, asked of halmos; its environment in build/proofs
	$(STEP) "proofs: halmos" tools/proofs

format: setup ## put the code into its one form
	$(STEP) "ruff check --fix" $(BIN)/ruff check --fix
	$(STEP) "ruff format" $(BIN)/ruff format

laws: setup ## our own laws, and the examples of the documents run
	$(STEP) "laws" $(PYTHON) -m tools.laws --examples

digests: setup ## record the digests of the packaged data again
	$(STEP) "digests" $(PYTHON) tools/digests.py

lock: setup ## resolve the lock files again, keeping what need not change (UPGRADE=1 takes the newest)
	$(STEP) "lock" tools/lock $(if $(UPGRADE),--upgrade)

coverage: setup ## which lines and branches the tests reach; pages in build/coverage
	$(STEP) "coverage" $(PYTHON) -m pytest -q --cov --cov-report=term --cov-report=html:build/coverage/html

sbom: setup ## every package that is shipped or used, with digests and licences (CycloneDX); build/sbom.json
	$(STEP) "sbom" $(PYTHON) -m tools.sbom

bench: setup ## time the hot paths against their plain twins; results in build/bench.json
	$(STEP) "bench" $(PYTHON) -m bench.run

bench-long: ## the monthly run over made markets up to 5,000 deals and 50 million loans: up to an hour; docs/results
	$(STEP) "setup" tools/setup long
	$(STEP) "market" $(PYTHON) -m tools.long market --minutes 60

test-long: ## deals, fuzz, soak, symbolic, mutation, postgresql, properties: about an hour; dated results under docs/results
	$(STEP) "setup" tools/setup long
	$(STEP) "long runs" $(PYTHON) -m tools.long

clean: ## remove what was built; .venv and node_modules stay
	[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name setup -exec rm -rf {} +
	rm -rf dist contracts/out contracts/cache .hypothesis
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +
