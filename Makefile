# Two commands on a fresh machine: `make example`, `make test`. Each installs what it needs into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
# Bytecode is kept beside the environment, also where the machine asks for none: tests start many interpreters.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache
# durable-rules comes as source only; without a compiler the program chains its rules by itself.
COMPILER := $(shell command -v cc gcc clang | head -1)
READY := $(VENV)/.ready

.PHONY: example test test-pythons test-slow check lock bench translations documents clean

example: $(READY) ## judge the bundled, invented district
	@$(BIN)/ntm-rules evaluate fixtures/example-district-2023.csv

test: $(READY) ## the fast tests
	@$(BIN)/python -m pytest -m "not slow" -n 2 --dist worksteal

test-pythons: ## the fast tests on the other Pythons, where this machine has them
	@for version in 3.12 3.13; do \
	  python=$$(ls -d $${PYENV_ROOT:-$$HOME/.pyenv}/versions/$$version.*/bin/python 2>/dev/null | tail -1); \
	  python=$${python:-$$(command -v python$$version)}; \
	  if "$$python" -c '' 2>/dev/null; then \
	    $(MAKE) test PYTHON="$$python" VENV=.venv-$$version || exit 1; \
	  else echo "Python $$version is not on this machine"; fi; \
	done

test-slow: $(READY)
	@$(BIN)/python -m pytest -m slow -n 2 --dist worksteal

check: $(READY) ## lint, types, import order, documents
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict src
	$(BIN)/lint-imports
	$(BIN)/ntm-rules criteria validate

bench: $(READY)
	$(BIN)/python -m benchmarks

translations: $(READY) ## collect messages, merge, compile
	$(BIN)/python -m tests.support.catalogues update

documents: $(READY) ## print the outputs shown in documents anew
	$(BIN)/python -m tests.support.documents

# Dependencies are pinned with hashes for every supported Python and system.
lock: $(READY)
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --python-version 3.11 --group dev pyproject.toml -o requirements/dev.txt

$(READY): pyproject.toml requirements/dev.txt requirements/uv.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@$(if $(COMPILER),cp requirements/dev.txt,awk '/^[^ ]/ { out = /^durable-rules==/ } !out' requirements/dev.txt >) $(VENV)/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r $(VENV)/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(READY)

clean:
	rm -rf $(VENV) build dist
