#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every relative link of the documents leads to a file, and every #anchor to a heading:  links.sh [document...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
documents=("$@")
if (($# == 0)); then documents=(README.md CONTRIBUTING.md CHANGELOG.md docs/*.md docs/decisions/*.md); fi

# links <document>: the targets of its links, blocks of code left out, one a line.
links() {
  awk '/^```/ { in_block = !in_block } !in_block' "$1" | grep -oE '\]\([^) ]+\)' | sed -E 's/^\]\((.*)\)$/\1/' || true
}

# anchors <document>: what its headings are linked by.
anchors() {
  awk '/^```/ { in_block = !in_block } !in_block && /^#+ / { sub(/^#+ /, ""); print tolower($0) }' "$1" |
    sed -E 's/[^a-z0-9 _-]//g; s/ /-/g'
}

checked=0
broken=0
for document in "${documents[@]}"; do
  while IFS= read -r link; do
    if [[ -z $link || $link == http://* || $link == https://* ]]; then continue; fi
    checked=$((checked + 1))
    path=${link%%#*}
    target=$document
    if [[ -n $path ]]; then target=$(dirname "$document")/$path; fi
    if [[ ! -e $target ]]; then
      echo "$document: no such file: $link"
      broken=$((broken + 1))
    elif [[ $link == *'#'* ]] && ! grep -qxF -- "${link#*#}" <<<"$(anchors "$target")"; then
      echo "$document: no such heading: $link"
      broken=$((broken + 1))
    fi
  done <<<"$(links "$document")"
done
echo "links: $checked checked, $broken broken"
((checked > 0 && broken == 0))
