# Each target does its own set-up: git, make and Python 3.11 or later are all it needs.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help demo test soak check bench setup clean

help:                   ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(READY)         ## the program and its tools, into .venv; every other target does it, too

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(READY)          ## serve the made-up town, crawl it, show what came of it
	$(BIN)/python -m demo

test: $(READY)          ## the tests; ten minutes at most
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not soak"

soak: $(READY)          ## the long versions: kill loops, simulations
	$(BIN)/python -m pytest -m soak

check: $(READY)         ## style, types, floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)         ## what a page costs
	$(BIN)/python -m benchmarks

clean:                  ## take .venv away
	rm -rf .venv
