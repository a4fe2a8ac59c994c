# The only list of commands: `make` prints it. Hooks and CI call these targets.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SETUP  := $(VENV)/.installed
DEV    := $(VENV)/.installed-dev
BESIDE := -n 2 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help quickstart test test-fast test-stories test-browser test-slurm test-vllm lint format smoke sample docs bench bench-vllm bench-gpu clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-14s %s\n", $$1, $$2}'

quickstart: $(SETUP) ## Set up, and turn the bundled sample of web pages into a data set
	$(BIN)/webinstruct run --config configs/quickstart.yaml

test: test-fast test-stories ## Set up, and run all tests that need nothing but Python

test-fast: $(DEV) ## Unit tests and doctests (six minutes on two cores)
	$(BIN)/python -m pytest $(BESIDE) -m "not story and not browser and not slurm and not vllm"

test-stories: $(DEV) ## End-to-end stories: kill, resume, two runners, bad input (twelve minutes)
	$(BIN)/python -m pytest $(BESIDE) -m story

test-browser: $(DEV) ## The report in a real browser; installs Chromium from Debian's packages
	scripts/install_apt.sh chromium chromium-driver
	$(BIN)/python -m pytest -m browser

test-slurm: $(DEV) ## A run as array jobs of a real SLURM on this machine; installs it from Debian's packages
	scripts/install_apt.sh slurm-wlm munge
	$(BIN)/python -m pytest -m slurm tests/slurm

# vLLM leaves a context of sockets to the garbage collector, which warns of it after the last test: not our warning.
test-vllm: ## Extraction and refinement by a real vLLM on the CPU; installs it into .venv-vllm
	PYTHON="$(PYTHON)" scripts/install_vllm.sh .venv-vllm
	.venv-vllm/bin/python -m pytest -m vllm -W "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning" tests/vllm

lint: $(DEV) ## Format, style, types, and who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV) ## Format the code and mend what can be mended by a tool
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

smoke: $(DEV) ## Build the wheel, install it alone in a clean environment, run the quickstart with it
	scripts/smoke.sh $(BIN)/python

sample: $(DEV) ## Build the bundled sample from tests/data/pages
	$(BIN)/python scripts/build_sample.py

docs: $(DEV) ## Put the quickstart's real output into the README, and the settings into docs/settings.md
	$(BIN)/python scripts/readme_output.py
	$(BIN)/python scripts/settings_reference.py

bench: $(DEV) ## Run every benchmark that needs neither vLLM nor other tools in its quick form
	@for script in $(filter-out benchmarks/llm_overhead.py benchmarks/recall_speed.py,$(wildcard benchmarks/*.py)); do \
		echo "$$script"; $(BIN)/python "$$script" --quick || exit 1; done

bench-vllm: ## What the stage costs beside the model, on the CPU (six minutes); installs vLLM into .venv-vllm
	PYTHON="$(PYTHON)" scripts/install_vllm.sh .venv-vllm
	.venv-vllm/bin/python benchmarks/llm_overhead.py

bench-gpu: ## The same on a GPU, by a Python that has vLLM already (make bench-gpu PYTHON=...; pip install -e '.[vllm]')
	$(PYTHON) benchmarks/llm_overhead.py --gpu

clean: ## Remove what was built, not the runs
	rm -rf $(VENV) .venv-vllm dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "webinstruct needs Python 3.11 or newer, this is $$($(PYTHON) --version). Next: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(SETUP): $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(DEV): $(SETUP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
