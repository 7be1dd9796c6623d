# Every target says what it does behind its name; `make` alone lists them. Needed beforehand: python3 (3.11 or newer, with venv) and make.
.DEFAULT_GOAL := help
.PHONY: help setup demo season test check fix messages lock clean
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
APPS := stajseferberligi candidates employers interviews offers
# What is asked of a server must not depend on this machine's mode; nothing listens on this port.
OFFLINE := DATABASE_URL=postgres://app@127.0.0.1:1/staj STAJ_MODE=test
SERVER := STAJ_MODE=production SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') ALLOWED_HOSTS=staj.example SITE_URL=https://staj.example
TEMPLATES = $$(find templates -name '*.html')
SOURCES = $$(find $(APPS) tests -name '*.py' -not -path '*/migrations/*')

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Make .venv from the lock and compile the translations; the others begin with it
	@$(PYTHON) -I stajseferberligi/stack/bootstrap.py
	@$(BIN)/python -m stajseferberligi.stack.catalogues

demo: setup ## Run everything with a small season in it (PORT=9000 to choose; SEASON=2020 for the big one)
	@$(BIN)/python -m stajseferberligi.stack.supervisor demo

season: setup ## Build the season of 2020 at its real size and write docs/season-2020.txt
	@$(BIN)/python -m stajseferberligi.stack.supervisor season

test: setup ## Run all tests, those in a real browser too (ARGS='-k confirm' to choose)
	@$(BIN)/python -m stajseferberligi.stack.chromium
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

check: setup ## Run all static checks
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(OFFLINE) $(BIN)/mypy
	@said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said"; exit 1; }
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	@$(BIN)/django-upgrade --check --target-version 5.2 $(SOURCES)
	@$(OFFLINE) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@$(SERVER) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@echo "All checks passed"

fix: setup ## Repair what the checks can repair by themselves
	@$(BIN)/ruff check --quiet --fix .; $(BIN)/ruff format --quiet .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES); $(BIN)/django-upgrade --target-version 5.2 $(SOURCES)

messages: setup ## Bring new sentences into the Turkish catalogue (needs gettext)
	@$(OFFLINE) $(BIN)/python manage.py makemessages --locale tr --no-wrap --no-location --ignore '.venv/*' --ignore 'tests/*'

lock: setup ## Renew requirements*.txt from requirements*.in (ARGS=--upgrade for newer versions)
	@for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
			--no-emit-find-links --custom-compile-command 'make lock' $(ARGS) $$name.in --output-file $$name.txt || exit 1; \
	done

clean: ## Forget all data of the demo, the season and the tests, and every cache
	@rm -rf $$(readlink .data/*/servers) .data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache staticfiles
	@find $(APPS) tests \( -name '*.mo' -o -name __pycache__ \) -prune -exec rm -rf {} +
