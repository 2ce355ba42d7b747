# make run    the app, in a browser          make test   all tests
# make check  format and lints               make size   what the page weighs
SHELL := bash
.DEFAULT_GOAL := run
.PHONY: run build check test size schema

export PURSUIT_TOOLS ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pursuit/tools
export PATH := $(PURSUIT_TOOLS)/bin:$(PATH)

WASM := --target wasm32-unknown-unknown

run: build
	@node scripts/serve.mjs dist --open --query '?example=1'

build:
	@scripts/need.sh wasm trunk bindgen
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

schema:
	cargo run --quiet --locked --example schema
