# The two commands of a newcomer are `make run` and `make test`; everything else hangs on them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
READY := $(VENV)/.ready
READY_TO_TEST := $(VENV)/.ready-to-test
JUDGE := tools/oracle/node_modules/.package-lock.json

.DEFAULT_GOAL := run
.PHONY: run test lint lock messages clean

run: $(READY) ## start Sala: the rehearsal room, or Telegram when config.toml holds a token
	@$(BIN)/sala start

test: $(READY_TO_TEST) $(JUDGE) ## everything that must hold before a change lands
	@sh tools/debian-packages.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n auto --dist loadfile

lint: $(READY_TO_TEST) ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(READY) ## collect the interface's sentences into bot/locales/sala.pot and the catalogues
	$(BIN)/python tools/messages.py

lock: $(READY_TO_TEST) ## pin every dependency anew, for Python 3.11 to 3.13 (needs uv)
	uv pip compile -q --universal --python-version 3.11 --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --no-header --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove what was installed here; data/ stays
	rm -rf $(VENV)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Sala needs Python 3.11, 3.12 or 3.13. Install it, or name it: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Setting up (about a minute, once) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements.lock
	@$(PIP) --no-deps -e .
	@touch $(READY)

$(READY_TO_TEST): $(READY) requirements-dev.lock
	@$(PIP) -r requirements-dev.lock
	@touch $(READY_TO_TEST)

$(JUDGE): $(READY_TO_TEST) tools/oracle/package-lock.json
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix tools/oracle --silent --no-audit --no-fund
	@touch $(JUDGE)
