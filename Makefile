# make run    the app, in a browser          make test   all tests
# make check  format and lints               make size   what the page weighs
# make bench  all benchmarks                 make bench-simulate  the promise beside NumPy, and in Chromium's worker
# make bench-engine  schedules, edits and files beside MPXJ's scheduler
# make fuzz   hostile files, long (FUZZ=200000 for each reader)
# make bench-store  a large workspace in the store, beside a plain JSON.parse
# make bench-lists  5,000 clients and deals in the page, click to frame        make bench-forecast  figures of deals beside pandas
# make bench-gantt  the Gantt chart beside two others (RUNS=5 SIZES=1000,10000,100000)
SHELL := bash
.DEFAULT_GOAL := run
.PHONY: run build check test size schema bench bench-engine bench-forecast bench-gantt bench-lists bench-simulate bench-store fuzz single

export PURSUIT_TOOLS ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pursuit/tools
export PATH := $(PURSUIT_TOOLS)/bin:$(PATH)

WASM := --target wasm32-unknown-unknown

run: build
	@node scripts/serve.mjs dist --open --query '?example=1'

build:
	@scripts/need.sh wasm trunk bindgen split
	trunk build --release

check:
	@scripts/need.sh wasm
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked $(WASM) --lib --bins --test browser -- -D warnings

test: build
	@scripts/need.sh chromium e2e
	@scripts/test.sh

size: build
	@node scripts/size.mjs dist

bench: bench-engine bench-simulate bench-gantt

bench-simulate: build
	@scripts/need.sh chromium e2e numpy
	PYTHON=$(PURSUIT_TOOLS)/numpy/bin/python benches/simulate/run.sh

RUNS ?= 5
SIZES ?= 1000,10000,100000

bench-engine:
	@scripts/need.sh mpxj || echo "MPXJ is left out: its figures will be missing"
	@benches/engine/run.sh $(SIZES)

BENCH_DATA := target/bench

bench-gantt: build
	cargo build --profile fast --locked --quiet --example generate
	@mkdir -p $(BENCH_DATA)
	for n in $$(echo $(SIZES) | tr , ' '); do target/fast/examples/generate --tasks $$n -o $(BENCH_DATA)/$$n.json; done
	cd tests/bench && npm ci --ignore-scripts --no-audit --no-fund --silent
	cd tests/bench && node gantt.mjs --dist ../../dist --data ../../$(BENCH_DATA) --runs $(RUNS) --sizes $(SIZES)

FUZZ ?= 200000

fuzz:
	FUZZ=$(FUZZ) cargo test --profile fast --locked --test fuzz -- --nocapture

bench-store: build
	cd tests/e2e && npm ci --ignore-scripts --no-audit --no-fund --silent
	cargo run --profile fast --locked --quiet --example fill -- -o $(BENCH_DATA)/store.json
	node scripts/bench-store.mjs dist $(BENCH_DATA)/store.json

bench-lists: build
	cd tests/e2e && npm ci --ignore-scripts --no-audit --no-fund --silent
	node scripts/bench-lists.mjs dist $(RUNS)

bench-forecast:
	benches/forecast/run.sh

# One page with everything in it, that opens from the disk by a double click.
single: build
	@node scripts/single.mjs dist pursuit.html

schema:
	cargo run --quiet --locked --example schema
