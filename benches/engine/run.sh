#!/usr/bin/env bash
# The engine beside MPXJ's scheduler on the same plans, one after the other in one run: full schedules, one task changed,
# Microsoft Project's XML. Prints a table with ratios. Without Java or MPXJ (scripts/need.sh mpxj) it measures ours alone.
#
#   benches/engine/run.sh [SIZES]     1000,10000,100000
set -euo pipefail
cd "$(dirname "$0")/../.."
export PURSUIT_TOOLS=${PURSUIT_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/pursuit/tools}
sizes=${1:-1000,10000,100000}
target=${CARGO_TARGET_DIR:-target}
export PURSUIT_BENCH=$PWD/target/bench
mkdir -p "$PURSUIT_BENCH"
cargo build --quiet --locked --profile fast --example generate
plans=()
for shape in tree chain; do
  for size in ${sizes//,/ }; do
    plans+=("$shape-$size")
    [ -s "$PURSUIT_BENCH/$shape-$size.xml" ] || "$target/fast/examples/generate" --tasks "$size" --shape "$shape" -o "$PURSUIT_BENCH/$shape-$size.xml"
  done
done
filter=$(IFS='|'; echo "level|${plans[*]}")
cargo bench --quiet --locked --profile fast --bench engine -- "($filter)\$" | tee "$PURSUIT_BENCH/ours.txt"
python=${PURSUIT_MPXJ:-$PURSUIT_TOOLS/mpxj/bin/python}
if [ -x "$python" ] && command -v java >/dev/null; then
  for plan in "${plans[@]}"; do
    # A process each, so that one that fails or takes too long does not take the others along.
    timeout 300 "$python" benches/engine/peer.py "$PURSUIT_BENCH/$plan.xml" || echo "$plan - - - failed or took longer than five minutes"
  done | tee "$PURSUIT_BENCH/theirs.txt"
else
  echo "skipped: no MPXJ (scripts/need.sh mpxj)"
  : >"$PURSUIT_BENCH/theirs.txt"
fi
python3 benches/engine/table.py "$PURSUIT_BENCH/ours.txt" "$PURSUIT_BENCH/theirs.txt"
