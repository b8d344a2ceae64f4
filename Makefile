# Everything is done with these targets, here and in CI. `make` alone lists them.
# Another interpreter: make test PYTHON=python3.13 (it gets an environment of its own, .venv-python3.13).

.DEFAULT_GOAL := help
.PHONY: help lab site test test-site test-homework handouts check bench kafka conformance mutants notebooks constraints clean

environment := .venv$(addprefix -,$(notdir $(PYTHON)))
base_python := $(or $(PYTHON),python3)
python := $(environment)/bin/python
# One file's tests stay together, as they share a kernel, and the files in their order: the slow ones come first. Two
# workers for each core, as many a test waits for a browser or a broker.
workers = $(shell $(base_python) -c "import os; print(min(8, 2 * (os.cpu_count() or 1)))")
side_by_side = --numprocesses $(workers) --dist loadfile --no-loadscope-reorder

# Versions come from constraints.txt, for the build tools too (newer pip reads the second name for those).
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# A hundred kernels and brokers start in a test run; what one has compiled, the next ones need not.
unexport PYTHONDONTWRITEBYTECODE

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

lab: $(environment)/lab  ## open the course in JupyterLab (Ctrl-C stops it); make lab PRESENT=04-visual shows it to a class
	@$(python) -m minikafka lab $(addprefix --present ,$(PRESENT))

site: $(environment)/site  ## build the course for the browser alone (SERVE=1 shows it; PYODIDE=folder of its full release)
	@$(python) -m minikafka site $(if $(SERVE),,--no-serve) $(addprefix --pyodide ,$(PYODIDE)) $(addprefix --address ,$(ADDRESS))

test: $(environment)/develop  ## run every test: package, notebooks, browser
	$(python) -m pytest $(side_by_side)
	$(python) -m pytest $(side_by_side) --nbval --nbval-current-env notebooks

test-site: $(environment)/develop  ## run every notebook of the course in the browser alone
	$(python) -m pytest -m whole_site tests/site

test-homework: $(environment)/develop build/homework/nbgrader build/homework/otter-grader  ## grade Project with nbgrader and with Otter
	$(python) -m pytest -m homework tests/classroom

handouts: $(environment)/develop  ## write notebooks, time diagrams and runs as pages and PDFs in build/handouts (Chromium)
	$(python) -m tools.handouts

check: $(environment)/develop node_modules  ## lint, format, types, import contracts
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	$(environment)/bin/lint-imports --no-logo
	$(node_in_path) npm run --silent check

bench: $(environment)/develop  ## measure, and print a table (ONLY="wire disk"; KEEP=1 for the Perf notebook)
	$(python) -m benchmarks $(ONLY) $(if $(KEEP),--keep)

# KAFKA=3.9.2 on the command line is in the environment of what these two run, where tools/kafka/jars.py looks.
kafka: $(environment)/lab  ## start Apache Kafka itself on 127.0.0.1:9092 (KAFKA=3.9.2: this version; Java 17, Maven; Ctrl-C stops it)
	@$(python) -m tools.kafka $(if $(PORT),--port $(PORT))

conformance: $(environment)/develop  ## ask Apache Kafka and minikafka the same (KAFKA=3.9.2: this version; BOOTSTRAP=host:port: a cluster of yours)
	$(python) -m tools.conformance $(BOOTSTRAP)

mutants: $(environment)/develop  ## make small mistakes in engine, log loader and Produce; the tests must notice (PARTS=log_loader)
	$(python) -m tools.mutants $(PARTS)

notebooks: $(environment)/develop  ## run the notebooks again and store what they show
	$(python) -m tools.notebooks

constraints: $(environment)/made  ## pin the newest versions in constraints.txt
	$(python) -m pip install --quiet uv
	mkdir -p build
	{ sed -n 1p constraints.txt; echo editables | $(python) -m uv pip compile --quiet --universal \
		--python-version 3.11 --fork-strategy fewest --no-header --no-annotate --all-extras pyproject.toml -; \
	} > build/constraints.txt
	mv build/constraints.txt constraints.txt

clean:  ## remove environments, caches and builds
	rm -rf .venv .venv-* node_modules build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# The environments. A stamp says what is in one; a newer pyproject.toml or constraints.txt installs again.

course := .[lab,wire]
in_the_browser := .[lab,wire,site]
everything := .[lab,wire,site,test,check]

$(environment)/lab: $(environment)/made pyproject.toml constraints.txt
	$(call install,$(course))
	@touch $@

$(environment)/site: $(environment)/made pyproject.toml constraints.txt
	$(call install,$(in_the_browser))
	@touch $(environment)/lab $@

$(environment)/develop: $(environment)/made pyproject.toml constraints.txt
	$(call install,$(everything))
	@touch $(environment)/lab $(environment)/site $@

# Each grades in an environment of its own, with whatever versions it wants. Otter brings no kernel to run a notebook in.
build/homework/%: pyproject.toml
	@$(base_python) -m venv --clear $@
	@PIP_CONSTRAINT= PIP_BUILD_CONSTRAINT= $@/bin/python -m pip install --quiet $* ipykernel .
	@touch $@

# What checks the front end. Node itself comes with the environment.
node_modules: $(environment)/develop package.json package-lock.json
	$(node_in_path) npm ci --silent --no-audit --no-fund
	@touch $@

$(environment)/made:
	@$(call demand,import sys; sys.exit(sys.version_info < (3, 11)),The course needs Python 3.11 or newer. $(another))
	@$(call demand,import ensurepip,$(base_python) cannot make environments (Debian: apt install python3-venv). $(another))
	@$(base_python) -m venv --clear $(environment)
	@touch $@

# What a first cell would wait for, bytecode and matplotlib's list of fonts, is made here.
define install
@echo 'Installing into $(environment); the first time takes about a minute.'
@$(python) -m pip install --quiet --editable '$1'
@$(python) -m compileall -q minikafka
@$(python) -c 'import matplotlib.font_manager'
endef

node_in_path = PATH="$(abspath $(environment)/bin):$$PATH"
demand = $(base_python) -c '$1' 2>/dev/null || { echo "$2" >&2; exit 1; }
another = To name another: make $(MAKECMDGOALS) PYTHON=python3.12
