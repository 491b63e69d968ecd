#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The style check must refuse what it exists to refuse:  style_test.sh <scratch folder>
set -euo pipefail
scratch=$1/style_test  # a folder of its own: it is deleted
check="$(dirname "${BASH_SOURCE[0]}")/style.sh"
license='// SPDX-License-Identifier: MIT'

make_tree() {
  rm -rf "$scratch"
  mkdir -p "$scratch/include/ucs" "$scratch/lib" "$scratch/shim" "$scratch/tests"
  printf '%s\nint good();  // std::cout would be wrong here\n' "$license" >"$scratch/include/ucs/good.h"
  printf '%s\nvoid print() { std::cout << 1; }\n' "$license" >"$scratch/shim/print.cc"
  printf '# SPDX-License-Identifier: MIT\n' >"$scratch/CMakeLists.txt"
}
# expect_refused <file> <text> <rule>: with that file in the tree the check fails and names the rule.
expect_refused() {
  local output
  make_tree
  printf '%b' "$2" >"$scratch/$1"
  if output=$("$check" "$scratch") || [[ $output != *"$3"* ]]; then
    printf '%s must be refused with "%s", but got:\n%s\n' "$1" "$3" "$output"
    exit 1
  fi
}

make_tree
"$check" "$scratch" >/dev/null || { echo "a tree without a fault is refused"; exit 1; }
wide=$(printf '%0101d' 0)
just_fits=$(printf '%098d' 0)
printf '%s\n//%s\n' "$license" "$just_fits" >"$scratch/lib/fits.cc"
printf '%s\n// "%s"\n' "$license" "$wide" >"$scratch/tests/text.cc"
"$check" "$scratch" >/dev/null || { echo "a line that may be as wide as it is, is refused"; exit 1; }

expect_refused lib/a.cc 'int a;\n' "no SPDX line"
expect_refused lib/a.cc "$license\nint a;" "no newline"
expect_refused lib/a.cc "$license\n\tint a;\n" "tab"
expect_refused lib/a.cc "$license\nint a; \n" "trailing space"
expect_refused lib/a.cc "$license\n// $wide\n" "more than 100 columns"
expect_refused lib/a.cc "$license\n// \"$wide\"\n" "more than 100 columns"
expect_refused tests/a.cc "$license\n// $wide\n" "more than 100 columns"
expect_refused tests/a.cc "$license\nTEST_CASE(\"-x\") {}\n" "begins with a dash"
expect_refused lib/a.cc "$license\n// TO""DO: later\n" "unfinished"
expect_refused lib/a.cc "$license\nvoid f() { std::cout << 1; }\n" "prints nothing"
expect_refused lib/a.cc "$license\nvoid f() { printf(text); }\n" "prints nothing"
expect_refused lib/a.cc "$license\nauto f() { return std::getenv(name); }\n" "reads no environment"
expect_refused include/ucs/a.h "$license\nstd::thread t;\n" "starts no thread"
expect_refused include/ucs/a.h "$license\nvoid f() { throw 1; }\n" "throws nothing"
expect_refused lib/a.cc "$license\nint f() { return PQrequestCancel(raw); }\n" "no change is cancelled"
expect_refused lib/a.cc "$license\nint f() { return PQcancelStart(raw); }\n" "no change is cancelled"
expect_refused lib/a.cc "$license\nint f() { return PQsendQuery(raw, sql); }\n" "values are no part of SQL"

make_tree
rm -r "$scratch/include"
if "$check" "$scratch" >/dev/null; then
  echo "a tree without sources must be refused"
  exit 1
fi
rm -rf "$scratch"
