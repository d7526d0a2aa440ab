.PHONY: run test chaos check format clean
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
INSTALL := $(PYTHON) -m pip install --quiet --no-input --disable-pip-version-check

# With a token the bot serves Telegram, without one the sandbox: a Telegram on this machine.
run: .venv/run
	@if [ -n "$$BOT_TOKEN" ] || grep -Eqs "^ *(export +)?BOT_TOKEN *= *[\"']?[^\"' #]" .env; \
	then exec $(PYTHON) -m bot run; else exec $(PYTHON) -m bot sandbox; fi

# Four at a time also on two processors: a test waits half of its time.
test: .venv/dev
	@.ci/servers
	$(PYTHON) -m pytest --numprocesses 4 --dist worksteal

# The long form of tests/chaos: hundreds of kills and failures, twenty thousand taps without a right; half an hour and more,
# with a table at the end.
chaos: .venv/dev
	$(PYTHON) -m tests.chaos

check: .venv/dev
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m ruff check
	$(PYTHON) -m mypy
	$(PYTHON) -m bot check
	@$(MAKE) test

format: .venv/dev
	$(PYTHON) -m ruff check --fix-only --quiet
	$(PYTHON) -m ruff format

clean:
	rm -rf .venv build dist *.egg-info .hypothesis .*_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# Stamps: installed once, and again when the requirements change.
.venv/run: requirements.txt | $(PYTHON)
	$(INSTALL) -r requirements.txt
	@touch $@

.venv/dev: requirements.txt requirements-dev.txt | $(PYTHON)
	$(INSTALL) -r requirements-dev.txt
	@touch .venv/run $@

$(PYTHON):
	@for python in python3.13 python3.12 python3.11 python3; do \
	    if $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	    then exec $$python -m venv --clear .venv; fi; \
	done; \
	echo "Sapar needs Python 3.11 or newer with its venv module (Debian: apt install python3-venv)." >&2; exit 1
