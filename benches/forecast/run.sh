#!/usr/bin/env bash
# The forecast beside the same figures by pandas (in a virtual environment outside the repository).
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=${VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/pursuit/pandas}
[ -x "$venv/bin/python" ] || { python3 -m venv "$venv"; "$venv/bin/pip" install --quiet pandas==2.3.3; }
cargo build --profile fast --locked --quiet --example forecast
for n in ${DEALS:-5000 50000}; do
  csv=$(mktemp --suffix .csv)
  echo "$n deals"
  target/fast/examples/forecast --deals "$n" --csv "$csv"
  "$venv/bin/python" benches/forecast/pandas_forecast.py "$csv"
  rm "$csv"
done
