#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Executes the snippets of the documents, so that what they show is what happens:
#
#   run.sh <ucs-shim> <prefix ucs is installed to> <c++ compiler> [document...]
#
# Without documents: README.md, CONTRIBUTING.md and docs/. A snippet is a fenced block; its kind says what is done:
#
#   console   `$ ` begins a command, run in one shell per document and in order; it goes on while a line ends with a
#             backslash or a single quote is open. What follows is its output (compare.awk says when two outputs are
#             the same). Each document has a server of its own, fresh: http://127.0.0.1:8080 stands for it.
#             `./dev serve` and its options start another in its place.
#   sh        commands whose output is not shown, run in a shell of their own that stops at the first failure; the
#             repository is there as `ucs`, and `c++` is the compiler
#   cpp       a program, compiled against the installed ucs and run; or, if marked, a fragment (fragment.cc.in)
#   toml      a configuration of ucs-shim: --check-config must find it right; or, with ucs_version, a seed
#   json      a seed: ucs-shim seed validate must find it right
#   cmake     a project: configured, built, and its my_program run. Without a project() it stands in place of the
#             find_package line of the document's last project.
#
# A comment on the line before a block changes that:
#
#   <!-- snippet: not run, <reason> -->    counted and printed, and not run; any kind
#   <!-- snippet: file <name> -->          also saved under that name in the document's folder, for later snippets
#   <!-- snippet: fragment -->             of a cpp block: statements, put into fragment.cc.in
#   <!-- snippet: output -->               of a text block: what the program before it prints
#
# A block of any other kind, and a document without a block that should have one, is a failure.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

if (($# < 3)); then
  sed -n '3,5p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
shim=$(readlink -f "$1")
prefix=$(readlink -f "$2")
compiler=$3
shift 3
documents=("$@")
if (($# == 0)); then
  cd "$root" || exit
  documents=(README.md CONTRIBUTING.md docs/*.md docs/decisions/*.md)
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
results=$scratch/results
touch "$results"
server=0
server_output=""
port=0
began=$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)
began_ms=$(date +%s%3N)
package=$(find "$prefix" -name ucs.pc)
[[ -n $package ]] || { echo "ucs is not installed to $prefix" && exit 1; }
export PKG_CONFIG_PATH=${package%/*}
export LD_LIBRARY_PATH="${PKG_CONFIG_PATH%/pkgconfig}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
mkdir "$scratch/bin"
ln -s "$(command -v "$compiler")" "$scratch/bin/c++"
export PATH=$scratch/bin:$PATH

stop_server() {
  if ((server == 0)); then return; fi
  kill -TERM "$server"
  wait "$server"
  server=0
}

# start_server [option...]: a fresh one on a free port.
start_server() {
  stop_server
  rm -f "$scratch/port"
  server_output=$scratch/server_output
  "$shim" "$@" --port 0 --port-file "$scratch/port" >"$server_output" 2>&1 &
  server=$!
  local tries=0
  while [[ ! -s $scratch/port || ! -s $server_output ]]; do
    if ((++tries > 500)) || ! kill -0 "$server" 2>/dev/null; then
      cat "$server_output"
      echo "the server did not start"
      return 1
    fi
    sleep 0.02
  done
  port=$(<"$scratch/port")
}

# same <expected> <actual>: whether two outputs are the same; prints both when not.
same() {
  printf '%s\n' "$1" >"$scratch/expected"
  printf '%s\n' "${2//127.0.0.1:$port/127.0.0.1:8080}" >"$scratch/actual"
  awk -v began="$began" -v now="$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" \
    -v elapsed_ms="$(($(date +%s%3N) - began_ms))" -f "$here/compare.awk" "$scratch/expected" "$scratch/actual"
}

# In a terminal curl shows no progress either.
curl() { command curl --silent --show-error --max-time 30 "$@"; }

# run_command <command> <expected output>: in this shell, so that variables last.
run_command() {
  local command=$1 expected=$2 status=0
  if [[ $command == ./dev\ serve* && $command != *--check-config* && $command != *--print-config* &&
    ! $command =~ ^\./dev\ serve\ (seed|replay|copy|backup)\  ]]; then
    # shellcheck disable=SC2086 # the words of the command line
    start_server ${command#./dev serve} || return 1
    same "$expected" "$(grep -v '^dev:' "$server_output")"
    return
  fi
  if ((server == 0)); then start_server || return 1; fi
  if [[ $command == ./dev\ serve* ]]; then command="$shim ${command#./dev serve}"; fi  # it prints, and serves nothing
  eval "${command//127.0.0.1:8080/127.0.0.1:$port}" >"$scratch/output" 2>&1 || status=$?
  if ((status != 0)); then
    cat "$scratch/output"
    echo "exit $status of: $command"
    return 1
  fi
  same "$expected" "$(<"$scratch/output")" || { echo "of: $command" && return 1; }
}

# goes_on <command>: whether its next line belongs to it, too.
goes_on() {
  local quotes=${1//[!\']/}
  [[ $1 == *\\ ]] || ((${#quotes} % 2 == 1))
}

# run_console <text>: stops at the first command that fails.
run_console() {
  local line command="" expected=""
  while IFS= read -r line; do
    if [[ -n $command && -z $expected ]] && goes_on "$command"; then
      command+=$'\n'$line
    elif [[ $line == '$ '* ]]; then
      if [[ -n $command ]]; then run_command "$command" "$expected" || return 1; fi
      command=${line#\$ }
      expected=""
    else
      expected+=${expected:+$'\n'}$line
    fi
  done <<<"$1"
  [[ -n $command ]] || { echo "no command: a line that begins with '$ '" && return 1; }
  run_command "$command" "$expected"
}

run_sh() {
  if ((server == 0)) && [[ $1 == *127.0.0.1:8080* ]]; then start_server || return 1; fi
  bash -euo pipefail -c "${1//127.0.0.1:8080/127.0.0.1:$port}"
}

# run_cpp <text> <mark>: leaves what the program prints in program_output.
run_cpp() {
  local source=$scratch/program.cc
  if [[ $2 == fragment ]]; then
    printf '%s\n' "$1" | sed -e '/^@FRAGMENT@$/{r /dev/stdin' -e 'd}' "$here/fragment.cc.in" >"$source"
  else
    printf '%s\n' "$1" >"$source"
  fi
  # shellcheck disable=SC2046 # flags are words
  "$compiler" -std=c++17 -Wall -Wextra -Werror "$source" -o "$scratch/program" $(pkg-config --cflags --libs ucs-testing-server ucs-sqlite) &&
    "$scratch/program" >"$scratch/program_output"
}

# run_toml <text>
run_toml() {
  if [[ $1 == ucs_version* ]]; then
    run_seed "$1"
    return
  fi
  printf '%s\n' "$1" >"$scratch/snippet.toml"
  "$shim" --config "$scratch/snippet.toml" --check-config
}

# run_seed <text>
run_seed() {
  printf '%s\n' "$1" >"$scratch/seed"
  "$shim" seed validate "$scratch/seed"
}

# run_cmake <text>
run_cmake() {
  local project=$scratch/project
  rm -rf "$project"
  mkdir "$project"
  cp "$folder"/*.cc "$project" && ln -s "$root" "$project/ucs" || return 1
  if [[ $1 == *project\(* ]]; then
    printf '%s\n' "$1" >"$scratch/CMakeLists.txt"
    cp "$scratch/CMakeLists.txt" "$project"
  else
    printf '%s\n' "$1" >"$scratch/instead"
    sed -e "/^find_package(ucs/{r $scratch/instead" -e 'd}' "$scratch/CMakeLists.txt" >"$project/CMakeLists.txt"
    ! cmp -s "$scratch/CMakeLists.txt" "$project/CMakeLists.txt" || { echo "no find_package to replace" && return 1; }
  fi
  cmake -S "$project" -B "$project/build" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$prefix" \
    -DCMAKE_UNITY_BUILD=ON -DFETCHCONTENT_SOURCE_DIR_UCS="$root" &&
    cmake --build "$project/build" --target my_program && "$project/build/my_program"
}

# run_snippet <kind> <mark> <text>: sets `failure` to why it failed.
run_snippet() {
  local kind=$1 mark=$2 text=$3 log=$scratch/log
  failure=""
  if [[ $mark == 'file '* ]]; then printf '%s\n' "$text" >"$folder/${mark#file }"; fi
  case $kind in
    console) run_console "$text" >"$log" 2>&1 ;;
    sh) run_sh "$text" >"$log" 2>&1 ;;
    cpp) run_cpp "$text" "$mark" >"$log" 2>&1 ;;
    toml) run_toml "$text" >"$log" 2>&1 ;;
    json) run_seed "$text" >"$log" 2>&1 ;;
    cmake) run_cmake "$text" >"$log" 2>&1 ;;
    text)
      [[ $mark == output ]] || { failure="a text block is an output or not run: mark it" && return; }
      same "$text" "$(<"$scratch/program_output")" >"$log" 2>&1
      ;;
    *) failure="no rule for a block of kind '$kind'" && return ;;
  esac || failure="it failed"$'\n'$(<"$log")
}

# end_of_block <document:line> <kind> <mark> <text>: tells and records the outcome.
end_of_block() {
  if [[ $3 == 'not run, '* ]]; then
    echo "$1: $3"
    echo not_run >>"$results"
    return
  fi
  run_snippet "$2" "$3" "$4"
  if [[ -z $failure ]]; then
    echo passed >>"$results"
  else
    echo failed >>"$results"
    printf '%s: FAILED (%s)\n%s\n' "$1" "$2" "$failure"
  fi
}

# run_document <document> <its absolute path>
run_document() {
  local document=$1 line number=0 begin=0 mark="" kind="" text="" in_block=0
  folder=$scratch/folder
  rm -rf "$folder" "$scratch/CMakeLists.txt" "$scratch/program_output"
  mkdir "$folder"
  ln -s "$root" "$folder/ucs"
  cd "$folder" || return
  trap stop_server EXIT
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    if ((in_block)); then
      if [[ $line == '```' ]]; then
        end_of_block "$document:$begin" "$kind" "$mark" "$text"
        in_block=0
        mark=""
      else
        text+=${text:+$'\n'}$line
      fi
    elif [[ $line =~ ^[[:space:]]*(\`\`\`|~~~)(.*)$ ]]; then
      in_block=1
      begin=$number
      kind=${BASH_REMATCH[2]}
      text=""
      [[ $line == '```'* ]] || kind="indented or ~~~"
    elif [[ $line =~ ^\<!--\ snippet:\ (.*)\ --\>$ ]]; then
      mark=${BASH_REMATCH[1]}
    else
      mark=""
    fi
  done <"$2"
  if ((in_block)); then
    echo "$document:$begin: FAILED (the block has no end)"
    echo failed >>"$results"
  fi
}

for document in "${documents[@]}"; do
  # In a shell of its own, so that no document sees the variables of another.
  (run_document "$document" "$(readlink -f "$document")")
done
count() { grep -cx "$1" "$results"; }
passed=$(count passed)
failed=$(count failed)
echo "docs: $((passed + failed)) snippets run, $(count not_run) not run, $failed failed"
((passed > 0 && failed == 0))
