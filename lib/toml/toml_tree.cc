// SPDX-License-Identifier: MIT
#include "lib/toml/toml_tree.h"

// toml++ asserts, before it has looked, that a key begins as one must, which "[[[" does not; in a
// release build it has the compiler assume that. With neither it tells the error like any other.
#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <sstream>
#include <utility>

namespace ucs::toml_tree {
namespace {

using Kind = TomlValue::Kind;

Place place_of(const toml::source_region& region) {
  return {std::max<std::uint32_t>(region.begin.line, 1),
          std::max<std::uint32_t>(region.begin.column, 1)};
}

/// Turns the nodes of toml++ into values. Has an error if they are nested too deep.
class Converter {
 public:
  // The depth is checked.
  // NOLINTBEGIN(misc-no-recursion)
  TomlValue convert(const toml::node& node, std::size_t depth = 0) {
    TomlValue value;
    value.place = place_of(node.source());
    if (depth > kTomlDepthMax) {
      if (!error_) error_ = TomlError{too_deep(), value.place};
      return value;
    }
    if (const toml::table* table = node.as_table()) {
      value.members = members_of(*table, depth);
    } else if (const toml::array* array = node.as_array()) {
      value.kind = Kind::kArray;
      for (const toml::node& item : *array) value.items.push_back(convert(item, depth + 1));
    } else {
      fill_scalar(node, value);
    }
    return value;
  }

  // NOLINTEND(misc-no-recursion)

  [[nodiscard]] const std::optional<TomlError>& error() const { return error_; }

 private:
  static std::string too_deep() {
    return "tables and arrays are nested more than " + std::to_string(kTomlDepthMax) + " deep";
  }

  // NOLINTNEXTLINE(misc-no-recursion): as above
  std::vector<TomlMember> members_of(const toml::table& table, std::size_t depth) {
    std::vector<TomlMember> members;
    for (const auto& [key, node] : table) {
      members.push_back({std::string(key.str()), place_of(key.source()), convert(node, depth + 1)});
    }
    std::stable_sort(members.begin(), members.end(), [](const TomlMember& a, const TomlMember& b) {
      return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    return members;
  }

  /// Returns the shortest text that stands for this very number.
  static std::string shortest(double number) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    std::string text(buffer.data(), end);
    const bool is_like_integer = text.find_first_not_of("-0123456789") == std::string::npos;
    return is_like_integer ? text + ".0" : text;
  }

  static void fill_scalar(const toml::node& node, TomlValue& value) {
    if (const auto* text = node.as_string()) {
      value.kind = Kind::kText;
      value.text = text->get();
      return;
    }
    std::ostringstream text;
    if (const auto* integer = node.as_integer()) {
      value.kind = Kind::kInteger;
      text << integer->get();
    } else if (const auto* boolean = node.as_boolean()) {
      value.kind = Kind::kBoolean;
      text << (boolean->get() ? "true" : "false");
    } else if (const auto* number = node.as_floating_point()) {
      value.kind = Kind::kNumber;
      text << shortest(number->get());
    } else {
      value.kind = Kind::kTime;
      node.visit([&](const auto& any) {
        if constexpr (toml::is_chronological<decltype(any)>) text << any.get();
      });
    }
    value.text = text.str();
  }

  std::optional<TomlError> error_;
};

std::optional<TomlError> check_size(std::string_view text) {
  if (text.size() > kTomlBytesMax) {
    return TomlError{"the file is larger than " + std::to_string(kTomlBytesMax) + " bytes"};
  }
  std::uint32_t line = 1;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > kTomlLineBytesMax) {
      return TomlError{"the line is longer than " + std::to_string(kTomlLineBytesMax) + " bytes",
                       {line, 1}};
    }
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line;
  }
  return std::nullopt;
}

}  // namespace

std::variant<TomlValue, TomlError> parse_toml(std::string_view text) {
  if (auto error = check_size(text)) return *std::move(error);
  const toml::parse_result result = toml::parse(text);
  if (!result) {
    return TomlError{"this is no TOML: " + std::string(result.error().description()),
                     place_of(result.error().source())};
  }
  Converter converter;
  TomlValue root = converter.convert(result.table());
  if (converter.error()) return *converter.error();
  return root;
}

}  // namespace ucs::toml_tree
