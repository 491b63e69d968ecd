// SPDX-License-Identifier: MIT
#include "shim/mistakes.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>
#include <tuple>
#include <utility>

namespace ucs::shim {
namespace {

constexpr std::size_t kNoNumber = std::numeric_limits<std::size_t>::max();

/// Takes `:8` off the end of `where`, and returns the number.
std::size_t take_number(std::string_view& where) {
  const std::size_t colon = where.rfind(':');
  if (colon == std::string_view::npos) return kNoNumber;
  std::size_t number = 0;
  const char* end = where.data() + where.size();
  const auto [stop, error] = std::from_chars(where.data() + colon + 1, end, number);
  if (error != std::errc() || stop != end) return kNoNumber;
  where.remove_suffix(where.size() - colon);
  return number;
}

}  // namespace

void Mistakes::add(std::string_view where, std::string_view text) {
  ++count_;
  if (count_ > kMistakesMax) return;
  Line line;
  line.text = std::string(where).append(": ").append(text).append("\n");
  line.column = take_number(where);
  line.row = take_number(where);
  lines_.push_back(std::move(line));
}

std::string Mistakes::text() const {
  std::vector<Line> sorted = lines_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Line& a, const Line& b) {
    return std::tie(a.row, a.column) < std::tie(b.row, b.column);
  });
  std::string text;
  for (const Line& line : sorted) text += line.text;
  if (count_ > kMistakesMax)
    text += "and " + std::to_string(count_ - kMistakesMax) + " more mistakes\n";
  return text;
}

}  // namespace ucs::shim
