#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs one fuzz target, as ./dev fuzz does:  run.sh <build directory> <target> <seconds>
# First over the inputs of tests/fuzz/corpus, then on from there and from what earlier runs came to, which is kept beside
# the build directory, in `fuzzing`. Prints a line; fails with the input at fault, and how to run it again.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$1 target=$2 seconds=$3
program=$build/tests/fuzz/ucs_fuzz_$target
kept=$(dirname "$build")/fuzzing
found=$kept/corpus/$target
log=$kept/$target.log
mkdir -p "$found" "$kept/findings"

dictionary=$target
case $target in path | requests) dictionary=http ;; esac
# Without the weights of "entropic" twice as many inputs are run.
status=0
"$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -entropic=0 -print_final_stats=1 \
  -dict="$here/$dictionary.dict" -artifact_prefix="$kept/findings/$target-" \
  "$found" "$here/corpus/$target" >"$log" 2>&1 || status=$?
executions=$(sed -nE 's/^stat::number_of_executed_units: *//p' "$log")
edges=$(grep -oE ' cov: [0-9]+' "$log" | tail -n 1 | grep -oE '[0-9]+' || true)
printf '%-9s %9d executions  %6d inputs  %6d edges  %s\n' "$target" "${executions:-0}" \
  "$(find "$found" "$here/corpus/$target" -type f | wc -l)" "${edges:-0}" "$( ((status == 0)) && echo ok || echo FAILED)"
((status == 0)) && exit 0
grep -vE '^#[0-9]' "$log" | tail -n 60
printf '%s: to run it again: %s %s\n' "$target" "$program" \
  "$(sed -nE 's/.*Test unit written to (.*)$/\1/p' "$log" | tail -n 1)"
exit 1
