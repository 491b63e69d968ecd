# SPDX-License-Identifier: MIT
# Are two outputs the same?  awk -v began=<time> -v now=<time> -v elapsed_ms=<n> -f compare.awk <expected> <actual>
#
#   * White space outside of strings does not count: documents show JSON indented, the server sends it compact.
#   * Of a status line the number counts. Headers may come in any order, and those that say nothing about the API
#     (Cache-Control, Connection, Content-Length, Date, Keep-Alive, X-Content-Type-Options) may be missing.
#   * A time may differ if the actual one lies between the begin of the run and now: the server's clock filled it in.
#     A "duration" may differ if the actual one is no longer than the run.
#
# Everything else, ids included, must be equal. Prints both and fails if they are not the same.

# Returns a line without its white space, but for what stands in strings.
function squeezed(line, result, i, c, in_string) {
  result = ""
  in_string = 0
  for (i = 1; i <= length(line); ++i) {
    c = substr(line, i, 1)
    if (in_string && c == "\\") {
      result = result c substr(line, ++i, 1)
      continue
    }
    if (c == "\"") in_string = !in_string
    if (in_string || c !~ /[ \t]/) result = result c
  }
  return result
}

# Puts a header line into the sorted list head[1..heads].
function add_header(line, i) {
  for (i = heads++; i > 0 && head[i] > line; --i) head[i + 1] = head[i]
  head[i + 1] = line
}

function end_of_head(i) {
  for (i = 1; i <= heads; ++i) text[side] = text[side] head[i] "\n"
  heads = 0
  in_head = 0
}

# Returns the text with its times and durations replaced by marks, and keeps them in found[side, n].
function marked(all, result, pattern) {
  pattern = TIME "|\"duration\":[0-9]+"
  result = ""
  while (match(all, pattern)) {
    result = result substr(all, 1, RSTART - 1) "<" (substr(all, RSTART, 1) == "\"" ? "duration" : "time") ">"
    found[side, ++count[side]] = substr(all, RSTART, RLENGTH)
    all = substr(all, RSTART + RLENGTH)
  }
  return result all
}

function may_differ(actual) {
  if (actual ~ /^"/) return substr(actual, 12) + 0 <= elapsed_ms + 0
  return actual >= began && actual <= now
}

BEGIN {
  D = "[0-9]"
  TIME = D D D D "-" D D "-" D D "T" D D ":" D D ":" D D "\\." D D D "Z"
}

FNR == 1 {
  if (side > 0) end_of_head()
  ++side
  text[side] = ""
}
{
  sub(/\r$/, "")
  shown[side] = shown[side] "  " $0 "\n"
}
/^HTTP\/1\.1 [0-9][0-9][0-9]/ {
  text[side] = text[side] substr($0, 1, 12) "\n"
  in_head = 1
  next
}
in_head && /^$/ {
  end_of_head()
  next
}
in_head {
  if (tolower($0) !~ /^(cache-control|connection|content-length|date|keep-alive|x-content-type-options):/) add_header($0)
  next
}
{ text[side] = text[side] squeezed($0) }

END {
  end_of_head()
  for (side = 1; side <= 2; ++side) plain[side] = marked(text[side])
  is_same = plain[1] == plain[2]
  for (i = 1; is_same && i <= count[1]; ++i) {
    is_same = found[1, i] == found[2, i] || may_differ(found[2, i])
  }
  if (is_same) exit 0
  printf "expected:\n%sbut got:\n%s", shown[1], shown[2]
  exit 1
}
