.DEFAULT_GOAL := help
.PHONY: help run test test-all bench lint law language lock clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST := 127.0.0.1
PORT := 8000

help:  ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: $(VENV)/run  ## a demonstration city of 100,000 people, a walk through the loop, then the platform (PORT=8000 HOST=127.0.0.1)
	@$(BIN)/yuntai demo --serve --host $(HOST) --port $(PORT)

test: lint  ## everything that a change must pass (of what is slow another part each day)
	$(BIN)/pytest -n 2 -m "not spark and not slow"
	$(BIN)/python -m tests.on_postgres -n 2 -m "not slow" tests/ledger tests/people tests/cases

test-all: lint  ## the same, all of what is slow, and ten times as many random examples
	YUNTAI_KILLS=50 $(BIN)/pytest -n 2 --hypothesis-profile=thorough
	$(BIN)/python -m tests.on_postgres -n 2 tests/ledger tests/people tests/cases tests/notices tests/web tests/site

bench: $(VENV)/dev  ## every benchmark beside its rivals, into bench/results.md (an hour, 40 GB of disk)
	$(BIN)/python -m bench.run

lint: $(VENV)/dev  ## ruff, mypy, imports one way
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

law: $(VENV)/run  ## write docs/law anew from the packs
	$(BIN)/yuntai law --out docs/law

language: $(VENV)/dev  ## write docs/language.md anew from the tests of the words
	$(BIN)/python -m tests.rules.language.manual

lock: $(VENV)/dev  ## write the locked requirements anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		pyproject.toml requirements/build.in -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--extra dev pyproject.toml requirements/build.in -c requirements/run.txt -o requirements/dev.txt

clean:  ## remove what these commands made
	rm -rf $(VENV) demo bench/.rivals

$(VENV)/bin/python:
	@echo "正在建 .venv / making .venv …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "正在安装平台用的库，只有第一次要等一两分钟 / installing what the platform needs, a minute or two, once …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/run
	@echo "正在安装测试用的库 / installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
