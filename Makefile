# make demo    read an example story on a fresh machine
# make test    run the tests
# make check   format, lint, types, import direction, tests: what CI runs
# make audit   look for known faults in what is installed
# make eval    measure quality and speed (needs the evaluation data, see eval/README.md)
# make train   make the model anew (needs the training data, see training/)
# make models  fit the small models and the curves of confidences anew (a minute)
# make clean   remove what the others made

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# So many files of tests at once.
AT_ONCE ?= 2

VENV   := .venv
BIN    := $(VENV)/bin
SHARED ?= ../shared

# The first interpreter that is 3.11 or newer and can make an environment. Set PYTHON=... to choose another.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)

.PHONY: help demo test check format lint types imports audit eval train models clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "onrecord needs Python 3.11 or newer with venv (on Debian: apt install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[record,check]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.base

$(VENV)/.training: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[training]'
	@touch $@ $(VENV)/.base

demo: $(VENV)/.base
	$(BIN)/onrecord read examples/harbour.txt

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(AT_ONCE) --dist loadfile

check: format lint types imports test

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

# No cache: it would keep what a module imported before another one was added.
imports: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

# Known faults in what is installed; an index without advisories leaves packages unaudited, and the output says which.
audit: $(VENV)/.dev
	$(BIN)/python -m pip freeze --exclude-editable > $(VENV)/pins.txt
	$(BIN)/pip-audit --no-deps --disable-pip --progress-spinner off -r $(VENV)/pins.txt

eval: $(VENV)/.base
	$(BIN)/python eval/run.py --shared $(SHARED)
	$(BIN)/python eval/speed.py --shared $(SHARED)

# First the lowest layers of the base weights, then, pruned, with more weight on nested statements and labels.
train: $(VENV)/.training
	$(BIN)/python training/base.py --out build/base
	$(BIN)/python training/train.py --base build/base --shared $(SHARED) --out build/whole --minutes 98
	$(BIN)/python training/train.py --start build/whole --inner 1536 --shared $(SHARED) --out build/encoder \
		--minutes 50 --lr 8e-5 --head-lr 3e-4 --share 0.25
	$(BIN)/python training/export.py --run build/encoder --shared $(SHARED) --out src/onrecord/read/weights
	$(BIN)/python training/vectors.py --weights src/onrecord/read/weights --shared $(SHARED)
	$(MAKE) models

# The small models that read occasions and days, and the curves of confidences: after a change of the reader's steps.
models: $(VENV)/.base
	$(BIN)/python training/occasion.py --shared $(SHARED)
	$(BIN)/python training/said_on.py --shared $(SHARED)
	$(BIN)/python eval/calibration.py --shared $(SHARED) --fit

clean:
	rm -rf $(VENV) build dist out eval/runs .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests eval training -name __pycache__ -type d -prune -exec rm -rf {} +
