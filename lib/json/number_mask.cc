// SPDX-License-Identifier: MIT
#include "lib/json/number_mask.h"

#include <ucs/detail/ascii.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

/// Shorter numbers are small enough, and `0.0` takes as many.
constexpr std::size_t kMaskedBytesMin = 3;

/// Reads what it is asked for from the start of a text.
class NumberScanner {
 public:
  explicit NumberScanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] std::size_t rest_bytes() const noexcept { return rest_.size(); }

  bool skip_any(std::string_view characters) noexcept {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool skip_digits() noexcept {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), detail::is_digit);
    const auto count = static_cast<std::size_t>(end - rest_.begin());
    rest_.remove_prefix(count);
    return count > 0;
  }

 private:
  std::string_view rest_;
};

/// Returns the size of the longest JSON number without a sign at the start of `text`, or 0.
[[nodiscard]] std::size_t number_bytes(std::string_view text) noexcept {
  NumberScanner scanner(text);
  if (!scanner.skip_any("0") && !scanner.skip_digits()) return 0;
  std::size_t rest = scanner.rest_bytes();
  if (scanner.skip_any(".") && scanner.skip_digits()) rest = scanner.rest_bytes();
  if (rest == scanner.rest_bytes() && scanner.skip_any("eE")) {
    scanner.skip_any("+-");
    if (scanner.skip_digits()) rest = scanner.rest_bytes();
  }
  return text.size() - rest;
}

/// Returns the offset behind the string that starts at `begin`, or the size if it does not end.
[[nodiscard]] std::size_t string_end(std::string_view text, std::size_t begin) noexcept {
  std::size_t i = begin + 1;
  while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2U : 1U;
  return std::min(i + 1, text.size());
}

}  // namespace

void mask_numbers(std::string& text) {
  std::size_t i = 0;
  while (i < text.size()) {
    if (text[i] == '"') {
      i = string_end(text, i);
      continue;
    }
    const std::size_t bytes = number_bytes(std::string_view(text).substr(i));
    if (bytes >= kMaskedBytesMin) {
      // An exponent stays one, and a sign is left alone: a second one is one too many after this.
      const std::size_t exponent = std::string_view(text).substr(i, bytes).find_first_of("eE");
      text.replace(i, bytes, bytes, '0');
      text[i + 1] = exponent == std::string_view::npos ? '.' : 'e';
    }
    i += std::max(bytes, std::size_t{1});
  }
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
