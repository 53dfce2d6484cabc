# Two commands do everything on a fresh machine: `make demo` and `make test`.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test lint bench soak lock clean services

PORT ?= 8000
export PORT PYTHON

BIN := .venv/bin
RUN_LOCK := requirements.lock
TEST_LOCK := requirements-test.lock

# A stamp has in its name what it was made from: where the tree lies, and the content of these files.
made_from = $(firstword $(shell { pwd; cat $(1) </dev/null; } | cksum))
VENV_READY := .venv/ready/venv-$(call made_from)
RUN_READY := .venv/ready/run-$(call made_from,pyproject.toml $(RUN_LOCK))
TEST_READY := .venv/ready/test-$(call made_from,pyproject.toml $(RUN_LOCK) $(TEST_LOCK))

INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check
COMPILE := uv pip compile pyproject.toml --quiet --upgrade --generate-hashes --universal --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url

help:
	@echo "make demo   set up and serve a sample commune on http://127.0.0.1:$(PORT)   (PORT=, PAKN_DEMO_PASSWORD=)"
	@echo "make test   set up and run every check and every test   (PAKN_TEST_STRICT=1, ARGS='-k words')"
	@echo "make soak   kill every part at random while 300 petitions come in, some minutes   (INTAKES=, PAKN_SOAK_SEED=)"
	@echo "make bench  measure on this machine, some minutes   (ARGS='--quick', ARGS='--only pages report')"
	@echo "make lint   ruff, mypy and the direction of imports"
	@echo "make lock   work out the lock files again from pyproject.toml   (needs uv)"
	@echo "make clean  remove the environment and what was built; the data in var/ stay"

demo: $(RUN_READY)
	@exec $(BIN)/pakn demo

test: $(TEST_READY) services lint
	$(BIN)/python -m pytest -n auto --maxprocesses 4 $(ARGS)

lint: $(TEST_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

soak: $(TEST_READY) services
	PAKN_SOAK=$(or $(INTAKES),300) PAKN_TEST_STRICT=1 $(BIN)/python -m pytest -n0 -s tests/faults $(ARGS)

bench: $(TEST_READY) services
	$(BIN)/python -m bench $(ARGS)

services:
	@.ci/prepare services

lock:
	$(COMPILE) --group build -o $(RUN_LOCK)
	$(COMPILE) --group test -c $(RUN_LOCK) -o $(TEST_LOCK)

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV_READY):
	@.ci/prepare environment
	@mkdir -p $(@D) && touch $@

$(RUN_READY): $(VENV_READY)
	@echo "pakn: installing the libraries of $(RUN_LOCK)"
	@$(INSTALL) --require-hashes -r $(RUN_LOCK)
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@rm -f .venv/ready/run-* && touch $@

$(TEST_READY): $(RUN_READY)
	@echo "pakn: installing the libraries of $(TEST_LOCK)"
	@$(INSTALL) --require-hashes -r $(TEST_LOCK)
	@rm -f .venv/ready/test-* && touch $@
