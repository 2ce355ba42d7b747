#!/usr/bin/env bash
# Installs what is missing of the named tools and says so in one line each; is silent and quick where nothing is missing.
#
#   scripts/need.sh wasm trunk bindgen chromium e2e
#
# Cargo's tools go to $PURSUIT_TOOLS, not among yours, and only where the right version is not on the path already.
set -euo pipefail
cd "$(dirname "$0")/.."
TRUNK=0.21.14
SPLIT=0.2.4
BINDGEN=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock)
E2E=tests/e2e
unset CARGO_TARGET_DIR # cargo install builds in a folder of its own

installing() { echo "Installing $*" >&2; }
fail() { echo "$*" >&2; exit 1; }

# need_crate CRATE PROGRAM VERSION [FLAG…]
need_crate() {
  local crate=$1 program=$2 version=$3
  shift 3
  if [ "$("$program" --version 2>/dev/null | awk '{ print $2 }')" = "$version" ]; then return; fi
  installing "$crate $version from crates.io (some minutes, once)"
  cargo install --quiet --force --root "$PURSUIT_TOOLS" --version "$version" "$@" "$crate"
}

need_packages() {
  local missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "Missing: ${missing[*]}. Install them, on Debian: sudo apt-get install ${missing[*]}"
  installing "${missing[*]} from Debian's packages"
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

for tool in "$@"; do
  case $tool in
    wasm)
      [ -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ] && continue
      installing "Rust's wasm32-unknown-unknown target"
      rustup --quiet target add wasm32-unknown-unknown ;;
    trunk) need_crate trunk trunk "$TRUNK" --locked ;;
    # Not --locked: its lock file names a crate version that the registry did not have.
    bindgen) need_crate wasm-bindgen-cli wasm-bindgen "$BINDGEN" ;;
    # It tells no version; where the installed one is another, cargo knows.
    split)
      cargo install --list --root "$PURSUIT_TOOLS" 2>/dev/null | grep -q "^wasm_split_cli_support v$SPLIT:" && continue
      installing "wasm_split_cli_support $SPLIT from crates.io (some minutes, once)"
      cargo install --quiet --force --locked --root "$PURSUIT_TOOLS" --version "$SPLIT" --features build-binary wasm_split_cli_support ;;
    chromium) need_packages chromium chromium-driver fonts-noto-cjk ;;
    e2e)
      command -v npm >/dev/null || fail "Missing: node and npm, version 20 or newer."
      cmp -s "$E2E/package-lock.json" "$E2E/node_modules/.installed" && continue
      installing "the end-to-end tests' npm packages"
      (cd "$E2E" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent --no-audit --no-fund)
      cp "$E2E/package-lock.json" "$E2E/node_modules/.installed" ;;
    mpxj)
      command -v java >/dev/null || fail "Missing: Java, 11 or newer."
      [ -x "$PURSUIT_TOOLS/mpxj/bin/python" ] && continue
      installing "MPXJ, which reads Microsoft Project's files in a test"
      python3 -m venv "$PURSUIT_TOOLS/mpxj"
      "$PURSUIT_TOOLS/mpxj/bin/pip" install --quiet mpxj==16.10.0 JPype1 ;;
    numpy)
      [ -x "$PURSUIT_TOOLS/numpy/bin/python" ] && continue
      installing "NumPy, beside which the simulation is measured"
      python3 -m venv "$PURSUIT_TOOLS/numpy"
      "$PURSUIT_TOOLS/numpy/bin/pip" install --quiet numpy==2.4.6 ;;
    *) fail "need.sh knows no $tool" ;;
  esac
done
