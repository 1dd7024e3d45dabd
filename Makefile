# What a person types. `make rehearse` and `make test` set up what they need from python3 and a package index alone,
# each in its own virtual environment, so that one who only rehearses never installs the test tools.
#
#   PY=python3.12        another interpreter (3.11 or newer)
#   INSTALLER=pip        install with pip alone, which reads pip.conf; the same hashed locks
#   ARGS="--seed 8"      more arguments for `dualrun rehearse`, or for the load
#   TESTS="-k stage"     other arguments for pytest

PY ?= python3
INSTALLER ?= uv
SCENARIO ?= phased-cutover
REPORT ?= .dualrun/report
PROFILE ?= ordinary-week
LOAD_REPORT ?= .dualrun/load
ARGS ?=
TESTS ?= -n logical --maxprocesses 4 --dist loadfile
UPGRADE ?=

RUN := .venv-run
DEV := .venv
LOCKS := requirements.lock requirements-dev.lock bootstrap.lock
COMPILE = $(DEV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
          --custom-compile-command "make lock" $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help rehearse test lint format lock bench load load-smoke clean

help:
	@echo 'make rehearse   rehearse the shipped cutover; verdict here, report in $(REPORT)'
	@echo 'make test       run every test'
	@echo 'make lint       style, types, import rules, locks'
	@echo 'make format     put the style right where a tool can'
	@echo 'make bench      how many orders a second one core carries'
	@echo 'make load       a load that ends in a reconciliation: PROFILE=black-week; report in $(LOAD_REPORT)'
	@echo 'make load-smoke orders under load for 15 seconds, then the proof that none got lost'
	@echo 'make lock       resolve the locks anew (UPGRADE=--upgrade for the newest versions)'
	@echo 'make clean      remove everything that was made here'

rehearse: $(RUN)/.ready
	$(RUN)/bin/python -m dualrun rehearse $(SCENARIO) --report $(REPORT) $(ARGS)

test: $(DEV)/.ready
	$(DEV)/bin/python -m pytest $(TESTS)

lint: $(DEV)/.ready
	$(DEV)/bin/ruff check
	$(DEV)/bin/ruff format --check
	$(DEV)/bin/mypy
	$(DEV)/bin/lint-imports --no-logo
	@! grep -nE '://|--(extra-)?index|--find-links|file:' $(LOCKS) || { echo 'a lock names a host or a file: run make lock'; exit 1; }

format: $(DEV)/.ready
	$(DEV)/bin/ruff check --fix
	$(DEV)/bin/ruff format

bench: $(DEV)/.ready
	$(DEV)/bin/python -m tests.benchmarks.flow

load: $(DEV)/.ready
	$(DEV)/bin/python -m dualrun load $(PROFILE) --report $(LOAD_REPORT) $(ARGS)

load-smoke: $(DEV)/.ready
	$(DEV)/bin/python -m dualrun load smoke $(ARGS)

# The runtime lock comes first and binds the others, so that tests run what users run.
lock: $(DEV)/.ready
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --extra contracts --extra load --extra postgres --extra nats --extra dev -c requirements.lock -o requirements-dev.lock
	printf '%s\n' uv hatchling editables | $(COMPILE) - -c requirements-dev.lock -o bootstrap.lock

clean:
	rm -rf $(RUN) $(DEV) .dualrun dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find dualrun facade simulators contracts scenarios loadtests tests -name __pycache__ -prune -exec rm -rf {} +

# Set up one environment: pinned and hashed all the way down, then the tree itself, without any further download.
# uv is four times faster than pip but does not read pip.conf; where it finds no index, pip takes over with the same lock.
# Everything is compiled once, here: half of the time a command takes to start would go into that, again and again.
define set_up
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "dualrun needs Python 3.11 or newer, $(PY) is %d.%d: try make PY=python3.12" % sys.version_info[:2])'
	@echo 'Setting up $(1) (once) ...'
	@$(1)/bin/python -m pip --version >/dev/null 2>&1 || $(PY) -m venv $(1)
	@$(1)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r bootstrap.lock
	@if [ '$(INSTALLER)' = pip ] || ! $(1)/bin/uv pip sync -q --compile-bytecode --python $(1)/bin/python \
	  --require-hashes $(2) bootstrap.lock; \
	then echo 'Installing with pip ...'; \
	  $(1)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $(2) -r bootstrap.lock; fi
	@$(1)/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@$(1)/bin/python -m compileall -q dualrun facade simulators contracts scenarios
	@touch $@
endef

$(RUN)/.ready: requirements.lock bootstrap.lock pyproject.toml
	$(call set_up,$(RUN),requirements.lock)

$(DEV)/.ready: requirements-dev.lock bootstrap.lock pyproject.toml
	$(call set_up,$(DEV),requirements-dev.lock)
