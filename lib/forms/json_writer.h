// SPDX-License-Identifier: MIT
//
// Writes the JSON of the control API.
#pragma once

#include <ucs/json.h>

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <type_traits>

namespace ucs {
inline namespace v0 {
namespace testing {

/// Writes one object, member by member. Not thread-safe; one thread at a time.
class ObjectWriter {
 public:
  ObjectWriter& text(std::string_view name, std::string_view value) {
    begin(name);
    json::append_string(out_, value);
    return *this;
  }
  template <class Number>
  ObjectWriter& number(std::string_view name, Number value) {
    static_assert(std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>);
    begin(name);
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
    return *this;
  }
  ObjectWriter& boolean(std::string_view name, bool value) {
    return json(name, value ? "true" : "false");
  }
  /// Adds a value that is JSON.
  ObjectWriter& json(std::string_view name, std::string_view value) {
    begin(name);
    out_ += value;
    return *this;
  }

  [[nodiscard]] bool is_empty() const noexcept { return out_.size() == 1; }
  /// Returns the object.
  [[nodiscard]] std::string done() const { return out_ + '}'; }

 private:
  void begin(std::string_view name) {
    if (!is_empty()) out_ += ',';
    json::append_string(out_, name);
    out_ += ':';
  }

  std::string out_ = "{";
};

/// Returns an array of what `write` returns for each item.
template <class Items, class Write>
[[nodiscard]] std::string write_list(const Items& items, const Write& write) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out += ',';
    out += write(item);
  }
  return out + ']';
}

/// Returns a text as JSON.
[[nodiscard]] inline std::string write_text(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
