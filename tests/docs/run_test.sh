#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runner must refuse what it exists to refuse:  run_test.sh <ucs-shim> <prefix ucs is installed to> <c++ compiler>
set -euo pipefail
run="$(dirname "${BASH_SOURCE[0]}")/run.sh"
program=("$@")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fence='```'
start="\$ curl --json '{\"customer_id\":\"c\",\"timestamp\":\"2026-03-01T12:00:00Z\"}' \
http://127.0.0.1:8080/genesys/1/cs/services/start"
query="\$ curl http://127.0.0.1:8080/genesys/1/cs/services/1"

# outcome <text>: what the runner says of a document with that text.
outcome() {
  printf '%s\n' "$1" >"$scratch/document.md"
  "$run" "${program[@]}" "$scratch/document.md" 2>&1
}
# expect_passed <name> <text> <last line>
expect_passed() {
  local output
  if ! output=$(outcome "$2") || [[ $(tail -n 1 <<<"$output") != "$3" ]]; then
    printf '%s: expected "%s", but got:\n%s\n' "$1" "$3" "$output"
    exit 1
  fi
}
# expect_refused <name> <text> <part of what it says>
expect_refused() {
  local output
  if output=$(outcome "$2") || [[ $output != *"$3"* ]]; then
    printf '%s must be refused with "%s", but got:\n%s\n' "$1" "$3" "$output"
    exit 1
  fi
}
console() { printf '%sconsole\n%s\n%s' "$fence" "$1" "$fence"; }

answer='{"service_id":1,"customer_id":"c","started":{"timestamp":"2026-03-01T12:00:00.000Z"}}'
expect_passed "what the server answers" "$(console "$start"$'\n{"service_id":1}\n'"$query"$'\n'"$answer")" \
  "docs: 1 snippets run, 0 not run, 0 failed"
expect_passed "white space outside of strings" "$(console "$start"$'\n{\n  "service_id": 1\n}')" \
  "docs: 1 snippets run, 0 not run, 0 failed"
expect_passed "a time of the server's clock" \
  "$(console "${start/,\"timestamp\":\"2026-03-01T12:00:00Z\"/}"$'\n{"service_id":1}\n'"$query
${answer/2026/2001}")" \
  "docs: 1 snippets run, 0 not run, 0 failed"
expect_passed "a marked block is not run" \
  "$(console '$ true')"$'\n<!-- snippet: not run, a reason -->\n'"$(console '$ false')" \
  "docs: 1 snippets run, 1 not run, 0 failed"
expect_passed "headers in any order" "$(console "${start/curl/curl -i}
HTTP/1.1 201 Created
Location: /genesys/1/cs/services/1
Content-Type: application/json

{\"service_id\":1}")" "docs: 1 snippets run, 0 not run, 0 failed"

expect_refused "another id" "$(console "$start"$'\n{"service_id":2}')" "but got"
expect_refused "another time" "$(console "$start"$'\n{"service_id":1}\n'"$query"$'\n'"${answer/12:00/13:00}")" "but got"
expect_refused "white space in a string" "$(console "\$ echo '\"a b\"'"$'\n"ab"')" "but got"
expect_refused "an output that is not shown" "$(console "$start")" "but got"
expect_refused "another status" "$(console "${start/curl/curl -i}
HTTP/1.1 200 OK
Location: /genesys/1/cs/services/1
Content-Type: application/json

{\"service_id\":1}")" "but got"
expect_refused "a command that fails" "$(console '$ false')" "exit 1 of: false"
expect_refused "a script that fails" "${fence}sh"$'\nfalse\ntrue\n'"$fence" "FAILED (sh)"
expect_refused "a program that does not compile" "${fence}cpp"$'\nint main() { return x; }\n'"$fence" "FAILED (cpp)"
expect_refused "a program that fails" "${fence}cpp"$'\nint main() { return 3; }\n'"$fence" "FAILED (cpp)"
expect_passed "a seed" "${fence}toml"$'\nucs_version = 1\n'"$fence"$'\n\n'"${fence}json"$'\n{"ucs_version":1}\n'"$fence" \
  "docs: 2 snippets run, 0 not run, 0 failed"
expect_refused "a seed with a mistake" "${fence}json"$'\n{"ucs_version":1,"service":[]}\n'"$fence" "FAILED (json)"
expect_refused "a kind without a rule" "${fence}python"$'\nprint(1)\n'"$fence" "no rule for a block of kind 'python'"
expect_refused "a block without a kind" "$fence"$'\n$ true\n'"$fence" "no rule for a block of kind ''"
expect_refused "a text without a mark" "${fence}text"$'\na\n'"$fence" "mark it"
expect_refused "an indented block" "$(console '$ true')"$'\n'"  ${fence}sh"$'\ntrue\n'"$fence" "no rule"
expect_refused "a block without an end" "${fence}sh"$'\ntrue' "the block has no end"
expect_refused "a document without snippets" "Nothing here." "0 snippets run"
echo "the runner refuses what is wrong"
