# make run                      the main job on the bundled demo
# make run CONFIG=site.toml     the main job on your site
# make test                     every check and every test; JOBS=4 of them at a time
# make bench ARGS=--quick       what it costs, beside bare decoding and the classic pipeline
# make soak MINUTES=3           cameras that fail all the time; an hour unless told otherwise
# make chaos HOURS=2 SEED=7     everything that can befall a site, and where every passage is
# make fleet SITES=100          many sites in one database: how rows, queries and series grow
PYTHON ?= python3
CONFIG ?= config/demo/site.toml
MINUTES ?= 60
JOBS ?= 2
CHOSE_NONE := [ $$? -eq 5 ]
HOURS ?= 6
SEED ?= 1
SITES ?= 100
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
comma := ,
EXTRAS := test$(if $(TRAINING),$(comma)training)

.PHONY: run environment test lint bench soak chaos fleet clean

environment: $(VENV)/run.stamp

run: environment
	@exec $(BIN)/compliance run $(CONFIG)

# What fails beside other work on a busy machine is told, then tried once more by itself.
test: lint
	$(PYTEST) -n $(JOBS) --dist loadfile --alone never $(ARGS) || $(CHOSE_NONE) \
		|| $(PYTEST) --last-failed --last-failed-no-failures none --alone never $(ARGS)
	$(PYTEST) --alone only $(ARGS) || $(CHOSE_NONE) \
		|| $(PYTEST) --last-failed --last-failed-no-failures none --alone only $(ARGS)

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/test.stamp
	@$(BIN)/python -m compliance.evaluation.benchmark $(ARGS)

soak: $(VENV)/test.stamp
	@$(BIN)/python -m compliance.evaluation.soak --minutes $(MINUTES) $(ARGS)

chaos: $(VENV)/test.stamp
	@$(BIN)/python -m compliance.evaluation.chaos --hours $(HOURS) --seed $(SEED) $(ARGS)

fleet: $(VENV)/test.stamp
	@nice $(BIN)/python -m compliance.evaluation.fleet --sites $(SITES) $(ARGS)

clean:
	rm -rf $(VENV) var build *.egg-info

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/packages python3-venv
	@echo "Preparing the environment in $(VENV) (once; a minute or two) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml constraints.txt | $(VENV)/bin/pip
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/test.stamp: pyproject.toml constraints.txt | $(VENV)/bin/pip
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--editable '.[$(EXTRAS)]'
	@touch $@ $(VENV)/run.stamp
