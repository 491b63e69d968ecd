// SPDX-License-Identifier: MIT
//
// What is wrong in a configuration, all of it at once, and what was probably meant.
#pragma once

#include <ucs/detail/nearest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ucs::shim {

/// How many mistakes are told; of more, how many they are.
inline constexpr std::size_t kMistakesMax = 50;

/// Collects mistakes. Not thread-safe; one thread at a time.
class Mistakes {
 public:
  /// `where` is a place such as `ucs.toml:3:8`, `--port` or `UCS_PORT`.
  void add(std::string_view where, std::string_view text);

  [[nodiscard]] bool is_empty() const noexcept { return count_ == 0; }
  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  /// Returns them as lines, `where: text`, each with its line feed: first those of files, by line
  /// and column, then the others in the order they were found; the last line tells how many are
  /// left out.
  [[nodiscard]] std::string text() const;

 private:
  struct Line {
    std::size_t row = 0;  ///< and column: of the place; the greatest number for no place
    std::size_t column = 0;
    std::string text;
  };

  std::vector<Line> lines_;
  std::size_t count_ = 0;
};

using ucs::detail::edit_distance;
using ucs::detail::nearest;

}  // namespace ucs::shim
