# Every command of the project. All of them start from a fresh clone with Python >= 3.11 and make, nothing else.
#
#   make serve       answer on HOST:PORT (127.0.0.1:8000)      make test        the tests, in ten to twenty minutes
#   make format      rewrite the Turtle files canonically      make test-long   the tests that take their time
#   make strings     collect the pages' words to translate
#   make check       ruff and mypy                             make bench       time the differential beside others
#   make readme      write what the documents show anew        make lock        resolve the dependencies anew
#                                                              make clean       remove what these commands made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# The locks name everything, so nothing is resolved anew: pip would let a newer release of a package that another asks
# for with extras (pydantic[email]) break an install that has worked.
LOCKED := $(PIP) install --require-hashes --no-deps --no-build-isolation -r
EXTRAS := --extra reason --extra report --extra oidc
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	--strip-extras --allow-unsafe

# A shell that forbids it would have each of the many processes of the tests compile the program anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: serve test test-long check format readme strings bench bench-load lock clean
.DELETE_ON_ERROR:

serve: $(VENV)/.run
	$(BIN)/miliary serve

# A process a core for what can share the machine, whole files each, since a file's tests share what they have set up;
# in the order of tests/conftest.py, not by how many tests they have.
test: $(VENV)/.dev
	$(BIN)/python -m pytest -m "not long and not alone" --numprocesses auto --maxprocesses 4 --dist loadfile \
		--no-loadscope-reorder
	$(BIN)/python -m pytest -m "alone and not long"

test-long: $(VENV)/.dev
	$(BIN)/python -m pytest -m long

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.run
	$(BIN)/miliary format

readme: $(VENV)/.dev
	$(BIN)/python -m tests.documents.rewrite

strings: $(VENV)/.dev
	$(BIN)/pybabel -q extract -F pyproject.toml --omit-header --no-location --sort-output \
		-o service/miliary/web/locale/messages.pot service/miliary/web

# Each peer in its own environment: hpo3 and pyhpo share a module name. Less than ten minutes.
PEERS := .bench
bench: $(VENV)/.dev $(PEERS)/.installed
	PYTHONPATH=service:. timeout 600 $(BIN)/python -m tests.benchmarks.run --hpo3 $(PEERS)/hpo3/bin/python \
		--oxigraph $(PEERS)/oxigraph/bin/oxigraph --pyhpo $(PEERS)/pyhpo

# About half an hour, and nothing else should run.
bench-load: $(VENV)/.dev $(PEERS)/.installed
	PYTHONPATH=service:. timeout 2400 $(BIN)/python -m tests.benchmarks.load --oxigraph $(PEERS)/oxigraph/bin/oxigraph \
		--pyhpo $(PEERS)/pyhpo

# `make lock UPGRADE=--upgrade` takes the newest versions; without it only what pyproject.toml asks for changes.
lock: $(VENV)/.dev
	$(COMPILE) $(UPGRADE) --output-file requirements-build.lock requirements-build.in
	$(COMPILE) $(UPGRADE) $(EXTRAS) --constraint requirements-build.lock --output-file requirements.lock pyproject.toml
	$(COMPILE) $(UPGRADE) $(EXTRAS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf $(FRONTEND)/node_modules service/miliary/web/static/built
	rm -rf $(VENV) $(PEERS) .miliary .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build

# Stamps: a step is done again only when what it reads has changed.

$(VENV)/.created:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.build: $(VENV)/.created requirements-build.lock
	$(LOCKED) requirements-build.lock
	touch $@

# The installation bundles the pages' scripts too.
FRONTEND := service/frontend
BUNDLED := $(wildcard $(addprefix $(FRONTEND)/,.npmrc *.json *.mjs *.py src/* src/*/*))

$(VENV)/.run: $(VENV)/.build requirements.lock pyproject.toml $(BUNDLED)
	$(LOCKED) requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(LOCKED) requirements-dev.lock
	touch $@

$(PEERS)/.installed: tests/benchmarks/requirements.txt
	for peer in $$(cut -d= -f1 $<); do \
		$(PYTHON) -m venv $(PEERS)/$$peer && \
		$(PEERS)/$$peer/bin/python -m pip --disable-pip-version-check -qq install $$(grep "^$$peer=" $<) || exit 1; \
	done
	touch $@
