#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Facts of style that neither the formatter nor the compiler sees:  style.sh [<repository>]
# Prints every line at fault, and fails when there is one, or when it finds no sources at all.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"

# list <pattern>...: files of these names in the folders that hold sources.
list() {
  local names=() pattern
  for pattern in "$@"; do names+=(-o -name "$pattern"); done
  find include lib shim examples tests -type f \( "${names[@]:1}" \) 2>/dev/null | sort || true
}

mapfile -t cpp < <(list '*.h' '*.cc')
mapfile -t library < <(list '*.h' '*.cc' | grep -E '^(include|lib)/' | grep -v '^include/ucs/testing/')
mapfile -t scripts < <(list '*.cmake' '*.sh' CMakeLists.txt; ls CMakeLists.txt dev .ci/run 2>/dev/null)
if ((${#library[@]} == 0 || ${#scripts[@]} == 0)); then
  echo "no sources found: nothing was checked"
  exit 1
fi

faults=0
# refuse <rule> <command>...: every line the command prints is a fault.
refuse() {
  local rule=$1 lines
  shift
  lines=$("$@" || true)
  if [[ -n $lines ]]; then
    printf '%s\n' "$lines" | sed "s|^|$rule: |"
    faults=$((faults + $(wc -l <<<"$lines")))
  fi
}

without_license() {
  local file
  for file in "$@"; do
    head -n 2 "$file" | grep -qE '^(//|#) SPDX-License-Identifier: MIT$' || echo "$file"
  done
}
without_last_newline() {
  local file
  for file in "$@"; do [[ -z $(tail -c 1 "$file") ]] || echo "$file"; done
}
# A text of a test may be wider than the page: the formatter cannot break it.
too_wide() { grep -nE '^.{101}' "$@" | grep -vE '^tests/[^:]*:[0-9]+:.*"' || true; }
# in_code <regex> <file>...: like grep -n, comments left out.
in_code() {
  local regex=$1 file
  shift
  for file in "$@"; do sed 's|//.*||' "$file" | grep -nE "$regex" | sed "s|^|$file:|"; done
}

refuse "no SPDX line at the start" without_license "${cpp[@]}" "${scripts[@]}"
refuse "no newline at the end" without_last_newline "${cpp[@]}" "${scripts[@]}"
refuse "tab" grep -nP '\t' "${cpp[@]}" "${scripts[@]}"
refuse "trailing space" grep -nE '[[:space:]]+$' "${cpp[@]}" "${scripts[@]}"
refuse "more than 100 columns" too_wide "${cpp[@]}"
refuse "the name of a test begins with a dash, which Catch2 takes for an option" grep -nE 'TEST_CASE\("-' "${cpp[@]}"
refuse "unfinished" grep -nwE 'TO[D]O|FIX[M]E|XX[X]' "${cpp[@]}" "${scripts[@]}"
refuse "the library prints nothing" in_code '\b(cout|cerr|clog|v?f?printf|f?puts|putchar|perror)\b' "${library[@]}"
refuse "the library reads no environment" in_code '\b(secure_)?getenv\b' "${library[@]}"
mapfile -t threadless < <(printf '%s\n' "${library[@]}" | grep -vE '^lib/(server|testing_server)/')
refuse "the library starts no thread" in_code '\bstd::(jthread|thread|async)\b' "${threadless[@]}"
refuse "the library throws nothing" in_code '\bthrow\b' "${library[@]}"
refuse "no change is cancelled: it may have been made" in_code '\bPQ(requestC|c)ancel' "${library[@]}"
refuse "values are no part of SQL, but parameters" in_code '\bPQ(exec|sendQuery)\b' "${library[@]}"
refuse "the library does not sleep" in_code '\bsleep(_for|_until)?\b' "${library[@]}"

if ((faults > 0)); then
  echo "$faults faults of style"
  exit 1
fi
echo "style holds: $((${#cpp[@]} + ${#scripts[@]})) files"
