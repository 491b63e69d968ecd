#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Testing what a shell script does with Context Services:  booking_test.sh <ucs-shim>
# docs/control-api.md has all that a test can do.
set -euo pipefail

shim=${1:?"usage: $0 <ucs-shim>"}
scratch=$(mktemp -d)
"$shim" --control --control-open --clock frozen --port 0 --port-file "$scratch/port" 2>"$scratch/log" &
server=$!
trap 'kill "$server"; wait "$server" || true; rm -rf "$scratch"' EXIT
# The file is there, whole, once the server listens.
for ((i = 0; i < 100; ++i)); do
  if [[ -s $scratch/port ]]; then break; fi
  sleep 0.1
done
url=http://127.0.0.1:$(cat "$scratch/port")

# --- The code under test

# open_booking <customer>: prints the id of a booking that is forgotten after a day.
open_booking() {
  curl -sSf "$url/genesys/1/cs/services/start" --json "{\"customer_id\":\"$1\",\"ttl\":86400}" |
    sed -E 's/.*"service_id":([0-9]+).*/\1/'
}

# close_booking <id>: closes it, and tries again if the answer is lost. To close it twice is no failure.
close_booking() {
  local status
  for _ in 1 2 3; do
    status=$(curl -sS -o /dev/null -w '%{http_code}' -X POST "$url/genesys/1/cs/services/$1/end" 2>/dev/null || true)
    if [[ $status == 204 || $status == 409 ]]; then return 0; fi
  done
  return 1
}

# --- Its tests

fail() { echo "FAILED: $1" >&2; exit 1; }

# control <path> [body]: posts to the control API and prints the answer.
control() { curl -sSf "$url/_ucs/$1" --json "${2:-{\}}"; }

booking=$(open_booking c)
close_booking "$booking" || fail "a booking can be closed"
close_booking "$booking" || fail "a booking can be closed twice"

control reset >/dev/null
booking=$(open_booking c)
control faults '{"when":{"operation":"complete_service"},"times":1,"action":{"kind":"lose_answer"}}' >/dev/null
close_booking "$booking" || fail "a booking is closed though the first answer is lost"
[[ $(control verify '{"operation":"complete_service","times":2}') == *'"is_met":true'* ]] ||
  fail "it was asked for twice"

control reset >/dev/null
booking=$(open_booking c)
control clock/advance '{"by":"24h"}' >/dev/null
! close_booking "$booking" || fail "a booking is forgotten after a day"
echo "ok"
