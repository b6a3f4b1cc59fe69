# Every command of the house. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run test check fix docs soak bench growth bench-processes bench-sizes bench-restore bench-accuracy teeth
PIP := .venv/bin/python -m pip --disable-pip-version-check --quiet
# What Python compiles is kept, so that each of the many servers of a run begins an eighth sooner.
unexport PYTHONDONTWRITEBYTECODE
# Files side by side, one more than there are cores; one after the other with ARGS=-n0.
TESTS := .venv/bin/python -m pytest -n auto --maxprocesses 8 --dist loadfile --no-loadscope-reorder --session-timeout 3600
PYTHONS := python3 python3.13 python3.12 python3.11

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

run: .venv/run-stamp ## start Followthrough with its demo on this machine and print its address
	@.venv/bin/python -m app serve

test: .venv/dev-stamp ## every test this machine can run
	$(TESTS) $(ARGS)

check: .venv/dev-stamp ## format, lint, strict types and every test: what a change must pass
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	$(TESTS)

fix: .venv/dev-stamp ## put right what a program can put right: format, imports, simple lint
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

docs: .venv/dev-stamp ## write again what is generated: the map of app/ in README.md, both schemas, the parts list, the pictures
	.venv/bin/python docs/map.py
	.venv/bin/python docs/schema.py
	.venv/bin/python docs/reliability.py
	.venv/bin/python docs/report_schema.py
	.venv/bin/python docs/sbom.py
	.venv/bin/python docs/screenshots.py
	.venv/bin/python docs/report_pictures.py

soak: .venv/dev-stamp ## the fault tests in their long form, on both databases; a table of what was lost, corrupt or shown as an error
	.venv/bin/python -m bench.soak

bench: .venv/dev-stamp ## how fast pages, saves, reports and scores are, each beside its limit: under ten minutes, alone
	PYTHONPATH=tests .venv/bin/python -m bench

bench-processes: .venv/dev-stamp ## what a page and a save cost with one process and with two on PostgreSQL
	.venv/bin/python -m bench.processes

bench-sizes: .venv/dev-stamp ## how many bytes a company takes in PostgreSQL, and a save in its log
	.venv/bin/python -m bench.sizes

growth: .venv/dev-stamp ## whether pages stay as fast from ten thousand answers to ten million, on both databases; needs 20 GB for a while
	PYTHONPATH=tests:tests/web .venv/bin/python -m bench.growth

bench-restore: .venv/dev-stamp ## how long a gigabyte takes to be backed up and restored, on both databases; needs 12 GB for a while
	PYTHONPATH=tests:tests/web .venv/bin/python -m bench.restoring

bench-accuracy: .venv/dev-stamp ## how often the right recruiter comes first where the truth is known, in simulation
	.venv/bin/python -m bench.accuracy

teeth: .venv/dev-stamp ## whether the tests can fail: more than forty bugs, one at a time in a copy, each caught by its own test
	.venv/bin/python -m bench.teeth $(ARGS)

.venv/dev-stamp: requirements-dev.lock .venv/run-stamp
	@echo "Installing what the tests need, each file checked against its hash."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

.venv/run-stamp: requirements.lock pyproject.toml .venv/made-stamp
	@echo "Installing what Followthrough needs, each file checked against its hash (a minute the first time)."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/made-stamp:
	@new='import sys; sys.exit(sys.version_info < (3, 11))'; whole='import ensurepip, venv'; \
	for each in $(PYTHONS); do \
	  $$each -c "$$new" 2>/dev/null || continue; found=$$each; \
	  $$each -c "$$whole" 2>/dev/null && exec sh -c "$$each -m venv .venv && touch $@"; \
	done; \
	if [ -n "$$found" ]; then echo "$$found cannot make an environment: install the missing part with 'apt install python3-venv' (as root) and run make again." >&2; \
	else echo "Followthrough needs Python 3.11 or newer, and there is none here: install one and run make again." >&2; fi; exit 1
