// SPDX-License-Identifier: MIT
// Documents in TOML, turned into the JSON that says the same.
#include <ucs/json.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "lib/testing/document_source.h"
#include "lib/toml/toml_tree.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

using toml_tree::Place;
using toml_tree::TomlMember;
using toml_tree::TomlValue;

/// Where a value begins, in JSON and in TOML.
struct Mark {
  std::size_t offset;
  Place place;
};

/// Writes values as compact JSON.
class JsonWriter {
 public:
  /// Returns whether all could be written.
  // NOLINTNEXTLINE(misc-no-recursion): the depth is at most kTomlDepthMax
  [[nodiscard]] bool write(const TomlValue& value) {
    marks_.push_back({json_.size(), value.place});
    switch (value.kind) {
      case TomlValue::Kind::kTable:
        return write_table(value);
      case TomlValue::Kind::kArray:
        return write_array(value);
      case TomlValue::Kind::kText:
      case TomlValue::Kind::kTime:
        json::append_string(json_, value.text);
        return true;
      case TomlValue::Kind::kInteger:
      case TomlValue::Kind::kBoolean:
        json_ += value.text;
        return true;
      case TomlValue::Kind::kNumber:
        break;
    }
    json_ += value.text;
    return value.text.find_first_of("in") == std::string::npos;
  }

  [[nodiscard]] const std::string& json() const noexcept { return json_; }
  [[nodiscard]] std::vector<Mark>& marks() noexcept { return marks_; }

 private:
  // NOLINTNEXTLINE(misc-no-recursion): as above
  [[nodiscard]] bool write_table(const TomlValue& value) {
    json_ += '{';
    for (const TomlMember& member : value.members) {
      if (json_.back() != '{') json_ += ',';
      json::append_string(json_, member.name);
      json_ += ':';
      if (!write(member.value)) return false;
    }
    json_ += '}';
    return true;
  }

  // NOLINTNEXTLINE(misc-no-recursion): as above
  [[nodiscard]] bool write_array(const TomlValue& value) {
    json_ += '[';
    for (const TomlValue& item : value.items) {
      if (json_.back() != '[') json_ += ',';
      if (!write(item)) return false;
    }
    json_ += ']';
    return true;
  }

  std::string json_;
  std::vector<Mark> marks_;
};

[[nodiscard]] std::string text_of(const Place& place) {
  return place_text(place.line, place.column);
}

[[nodiscard]] Error no_toml(const std::string& reason, const Place& place) {
  return Error{ErrorCode::kInvalidJson,
               "the document does not begin with '{', so it is no JSON, and " + reason + " (" +
                   text_of(place) + ")",
               ""};
}

}  // namespace

Result<Source> read_toml_source(std::string_view document) {
  const auto parsed = toml_tree::parse_toml(document);
  if (const auto* error = std::get_if<toml_tree::TomlError>(&parsed))
    return no_toml(error->message, error->place);
  JsonWriter writer;
  if (!writer.write(std::get<TomlValue>(parsed))) {
    const Place place = writer.marks().back().place;
    return Error{ErrorCode::kInvalidField,
                 "inf and nan are no values of a document (" + text_of(place) + ")", ""};
  }
  Text json(writer.json());
  return Source{JsonText::unchecked(std::move(json)),
                [marks = std::move(writer.marks())](std::size_t offset) {
                  const auto behind = std::upper_bound(
                      marks.begin(), marks.end(), offset,
                      [](std::size_t wanted, const Mark& mark) { return wanted < mark.offset; });
                  return text_of(std::prev(behind)->place);
                }};
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
