#!/usr/bin/env bash
# 10,000 simulations of a tree of 500 tasks: the engine on one thread beside NumPy, and Chromium's worker beside the engine,
# in one go. Needs python3 with numpy (PYTHON=… names another), which nothing else of the project does, and the built page.
set -euo pipefail
cd "$(dirname "$0")/../.."
PYTHON=${PYTHON:-python3}
runs=${1:-10000}
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cargo build --quiet --locked --profile fast --example simulate --example generate
bin=${CARGO_TARGET_DIR:-target}/fast/examples
"$bin/generate" --tasks 500 --shape tree -o "$folder/made.json"
# Durations vary as the class "medium" says; the file is changed, so its checksum goes.
"$PYTHON" - "$folder" <<'P'
import json, sys
file = json.load(open(sys.argv[1] + "/made.json"))
file.pop("checksum", None)
file["tables"]["projects"][0]["promise"] = {"class": "medium"}
json.dump(file, open(sys.argv[1] + "/plan.json", "w"))
P
for round in 1 2 3; do
  began=$(date +%s.%N)
  "$bin/simulate" "$folder/plan.json" --runs "$runs" --seed 1 > "$folder/ours.json"
  ended=$(date +%s.%N)
  "$PYTHON" benches/simulate/vectorised.py "$folder/plan.json" "$runs" 1 > "$folder/numpy.json"
  "$PYTHON" - "$folder" "$began" "$ended" <<'P'
import json, sys
ours, numpy = (json.load(open(f"{sys.argv[1]}/{name}.json")) for name in ("ours", "numpy"))
took = float(sys.argv[3]) - float(sys.argv[2])
print(f"engine, one thread, reading the file included: {took:.3f} s; NumPy, without start and reading: {numpy['seconds']:.3f} s; "
      f"NumPy takes {numpy['seconds'] / took:.2f} times as long")
print(f"  mean {ours['mean_minutes']:.0f} and {numpy['mean_minutes']:.0f} minutes, deviation {ours['sd_minutes']:.0f} and {numpy['sd_minutes']:.0f}")
assert abs(ours["mean_minutes"] / numpy["mean_minutes"] - 1) < 0.01, "the two do not simulate the same"
P
done
if [ -f "${DIST:-dist}/index.html" ]; then
  node benches/simulate/chromium.mjs "$folder/plan.json" "$bin/simulate" "$runs" "${DIST:-dist}"
else
  echo "No page in ${DIST:-dist}: Chromium's worker was not measured (make build)."
fi
