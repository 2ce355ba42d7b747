#!/usr/bin/env bash
# Runs every test and counts them. Goes on after a failure, fails at the end; fails too where a runner ran nothing.
# The count goes to $PURSUIT_COUNT, if that is set.
set -uo pipefail
cd "$(dirname "$0")/.."
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
export NO_COLOR=1
unset FORCE_COLOR
passed=0 failed=0 status=0
# What a test could not do here, because something that is no part of the project is not at hand.
export PURSUIT_SKIPPED=$logs/skipped

# run NAME COUNTER COMMAND…: COUNTER reads the runner's output and prints "passed failed".
run() {
  local name=$1 counter=$2 ok bad code
  shift 2
  echo "== $name"
  "$@" 2>&1 | tee "$logs/$name"
  code=${PIPESTATUS[0]}
  read -r ok bad < <("$counter" <"$logs/$name")
  # A runner that breaks off without a failed test (it did not build, a tool is missing) is one failure.
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  if [ "$ok" -eq 0 ] && [ "$bad" -eq 0 ]; then echo "$name ran no test"; bad=1; fi
  passed=$((passed + ok)) failed=$((failed + bad))
  [ "$bad" -eq 0 ] || status=1
}

# cargo and wasm-bindgen: "test result: ok. 12 passed; 0 failed; …" for each program. Playwright's list reporter: "  12 passed (3s)".
count_cargo() { awk '/^test result: / { for (i = 2; i < NF; i++) { if ($(i+1) == "passed;") p += $i; if ($(i+1) == "failed;") f += $i } } END { print p+0, f+0 }'; }
count_playwright() { awk '$2 == "passed" && NF <= 3 { p += $1 } ($2 == "failed" || $2 == "flaky" || $2 == "interrupted") && NF == 2 { f += $1 } $2 == "did" && $3 == "not" && $4 == "run" { f += $1 } END { print p+0, f+0 }'; }

run native count_cargo cargo test --locked --no-fail-fast
# Without the app, whose parts are cut out of a page alone: they would not load in the runner's.
run browser count_cargo cargo test --locked --no-fail-fast --no-default-features --target wasm32-unknown-unknown --test browser
run e2e count_playwright npm --prefix tests/e2e test --silent

if [ -s "$PURSUIT_SKIPPED" ]; then sort -u "$PURSUIT_SKIPPED" | sed 's/^/== skipped: /'; fi
echo "== $passed tests passed, $failed failed"
if [ -n "${PURSUIT_COUNT:-}" ]; then echo "$passed passed, $failed failed" >"$PURSUIT_COUNT"; fi
exit $status
