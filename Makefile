# Everything a person does with the checkout. The work itself is done by the scripts named here.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test unit install check translations format bench soak mutation screenshots package package-check test-bare lock clean

SETUP := packaging/setup/setup.sh
PYTHON := .venv/bin/python
# More words for pytest: make test ARGS="-k listener -x"
ARGS ?=

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1|/' | column -t -s '|'

run: ## set up, then open the window with the embedded demo provider
	@$(SETUP) run
	@$(PYTHON) -m desktop_app --demo

test: ## set up, then run the tests (REQUIRE_REAL=1: a missing real component fails)
	@$(SETUP) test
	@$(PYTHON) -m pytest $(ARGS)

unit: ## the fast tests alone
	@$(SETUP) dev
	@$(PYTHON) -m pytest tests/unit -m "not slow" $(ARGS)

install: ## set up alone: .venv/ with .venv/bin/keyfob
	@$(SETUP) run

check: ## lint, types, import contracts
	@$(SETUP) dev
	@packaging/setup/check.sh

translations: ## bring resources/translations up to date with the texts; lists what is not translated
	@$(SETUP) dev
	@$(PYTHON) -m tests.support.translations $(ARGS)

format: ## format the code as `make check` wants it
	@$(SETUP) dev
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

bench: ## measure against the floor: prints a table, writes build/bench.json
	@$(SETUP) test
	@$(PYTHON) -m tests.benchmarks.run $(ARGS)

soak: ## the long test sets in full
	@$(SETUP) test
	@SOAK=1 $(PYTHON) -m pytest -m "soak or hypothesis" --timeout=3600 $(ARGS)

mutation: ## mutate jose, oidc and vault in a copy; fails where the unit tests do not notice (a quarter of an hour)
	@packaging/setup/mutation.sh $(ARGS)

screenshots: ## every state of the window: build/screenshots/, the README's in docs/images/
	@$(SETUP) test
	@$(PYTHON) -m desktop_app.ui.gallery --out build/screenshots --readme docs/images $(ARGS)

package: ## the installers of this system: dist/ (a company's own: CONFIG=company.toml NAME="Acme Sign-in" ICON=acme.svg)
	@$(SETUP) test
	@KEYFOB_CONFIG="$(CONFIG)" KEYFOB_NAME="$(NAME)" KEYFOB_ICON="$(ICON)" packaging/package.sh $(ARGS)

package-check: ## what `make package` makes, from install to removal in a bare Debian 12 (as root, with debootstrap)
	@$(SETUP) test
	@REQUIRE_REAL=1 $(PYTHON) -m pytest tests/packaging $(ARGS)

test-bare: ## `make test` in a fresh Debian 12 root (as root, with debootstrap; STEP=install stops earlier)
	@tests/packaging/test_bare_debian.sh $(STEP)

lock: ## write requirements/*.txt anew (needs uv; UPGRADE=1 takes newer versions)
	@packaging/setup/lock.sh

clean: ## remove what was built and installed here
	rm -rf build dist .venv .venv-mutation .venv-providers tests/support/node/node_modules .mypy_cache .ruff_cache .pytest_cache
