// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/ascii.h>
#include <ucs/detail/assert.h>
#include <ucs/detail/attribute_value.h>
#include <ucs/detail/json_cursor.h>
#include <ucs/detail/name_index.h>
#include <ucs/detail/quoted.h>
#include <ucs/rules.h>
#include <ucs/schema.h>

#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Whether a value is all there will be, or part of an object that it is going to be merged into.
enum class Completeness { kWhole, kPart };

/// Holds one value against one schema, in one pass. Not thread-safe; one thread at a time.
class ExtensionCheck {
 public:
  /// Both must outlive the check. `value` is compact JSON. Of a part neither absent attributes nor
  /// `unique` are looked at.
  ExtensionCheck(const Schema& schema, std::string_view value,
                 Completeness completeness = Completeness::kWhole)
      : schema_(schema),
        value_(value),
        cursor_(value),
        is_whole_(completeness == Completeness::kWhole) {
    UCS_ASSERT(schema.attributes.size() <= kSchemaAttributesMax);
  }

  /// Returns the value to store, or nothing where that is the value as it is (check_extension).
  [[nodiscard]] Result<std::optional<std::string>> run() {
    if (schema_.is_multi_valued) {
      records();
    } else if (value_.front() == '{') {
      record();
    } else {
      fail("extension " + detail::quoted(schema_.name) + " is " + describe_json(value_) +
           "; expected an object, as its schema is single-valued");
    }
    if (error_) return *std::move(error_);
    if (copied_ == 0) return std::optional<std::string>();
    out_.append(value_, copied_, std::string_view::npos);
    return std::optional<std::string>(std::move(out_));
  }

 private:
  void records() {
    if (value_.front() != '[') {
      fail("extension " + detail::quoted(schema_.name) + " is " + describe_json(value_) +
           "; expected an array of objects, as its schema is multi-valued");
      return;
    }
    if (is_whole_ && !schema_.unique.empty()) find_unique();
    cursor_.skip('[');
    while (!error_ && !cursor_.skip(']')) {
      cursor_.skip(',');
      if (value_[cursor_.position()] == '{') {
        record();
      } else {
        fail("record " + std::to_string(record_) + " of extension " + detail::quoted(schema_.name) +
             " is " + describe_json(cursor_.value()) + "; expected an object");
      }
      ++record_;
    }
  }

  /// Checks the object that comes next.
  void record() {
    given_.reset();
    values_.assign(unique_.empty() ? 0 : schema_.attributes.size(), {});
    cursor_.skip('{');
    std::size_t expected = 0;  // most clients keep to the order of the schema
    while (!error_ && !cursor_.skip('}')) {
      cursor_.skip(',');
      const std::size_t begin = cursor_.position() + 1;
      const std::string_view name = json_bare(cursor_.string());
      cursor_.skip(':');
      const auto index = find(name, expected);
      if (!index) return fail_unknown(name);
      expected = *index + 1;
      rename(begin, name, schema_.attributes[*index].name);
      attribute(*index, cursor_.value());
    }
    if (error_ || !is_whole_) return;
    fill();
    if (!error_ && !unique_.empty()) compare();
  }

  /// Returns the index of the attribute of this name, which is likely the `expected` one.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name,
                                                std::size_t expected) const noexcept {
    const std::size_t count = schema_.attributes.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t index = expected + i < count ? expected + i : expected + i - count;
      if (equal_ignoring_case(schema_.attributes[index].name, name)) return index;
    }
    return std::nullopt;
  }

  void attribute(std::size_t index, std::string_view value) {
    const SchemaAttribute& attribute = schema_.attributes[index];
    if (given_[index]) {
      fail_attribute(attribute.name, "is given twice; names are not case-sensitive");
    } else if (!is_value_of(attribute, value)) {
      fail_attribute(attribute.name,
                     "is " + describe_json(value) + "; expected " + expected_value(attribute));
    }
    given_.set(index);
    if (!values_.empty()) values_[index] = value;
  }

  /// Adds the defaults of attributes that the record, whose end was just passed, does not have.
  void fill() {
    bool is_empty = given_.none();
    for (std::size_t i = 0; i < schema_.attributes.size(); ++i) {
      if (given_[i]) continue;
      const SchemaAttribute& attribute = schema_.attributes[i];
      if (attribute.default_value) {
        copy_up_to(cursor_.position() - 1);
        const std::string_view filled = attribute.default_value->view();
        out_.append(is_empty ? "\"" : ",\"").append(attribute.name).append("\":").append(filled);
        is_empty = false;
        if (!values_.empty()) values_[i] = filled;
        if (out_.size() > kExtensionBytesMax) return fail_size();
      } else if (attribute.is_mandatory) {
        return fail_attribute(attribute.name, "is missing; expected " + expected_value(attribute));
      }
    }
  }

  /// Refuses the record if one before it has the same values in `unique`.
  void compare() {
    std::string key;
    for (const std::size_t index : unique_) {
      // JSON text holds no NUL.
      if (!values_[index].empty())
        append_value_key(key, schema_.attributes[index].type, values_[index]);
      key += '\0';
    }
    const auto [known, is_new] = keys_.emplace(std::move(key), record_);
    if (is_new) return;
    std::string names;
    for (const std::string& name : schema_.unique) names += (names.empty() ? "" : ", ") + name;
    fail("records " + std::to_string(known->second) + " and " + std::to_string(record_) +
             " of extension " + detail::quoted(schema_.name) + " have the same " + names +
             "; expected no two records with equal values there",
         ErrorCode::kDuplicateRecord);
  }

  void find_unique() {
    for (const std::string& name : schema_.unique) {
      if (const auto index = find(name, 0)) unique_.push_back(*index);
    }
  }

  void rename(std::size_t begin, std::string_view given, std::string_view name) {
    if (given == name) return;
    copy_up_to(begin);
    out_ += name;
    copied_ = begin + name.size();
  }

  /// Copies what was not copied yet of the text in front of `end`, which is not 0.
  void copy_up_to(std::size_t end) {
    out_.append(value_, copied_, end - copied_);
    copied_ = end;
  }

  void fail(std::string message, ErrorCode code = ErrorCode::kInvalidExtension) {
    if (!error_) error_ = Error{code, std::move(message), schema_.name};
  }
  void fail_attribute(std::string_view name, const std::string& message) {
    const std::string record =
        schema_.is_multi_valued ? "record " + std::to_string(record_) + " of " : std::string();
    fail("attribute " + detail::quoted(name) + " of " + record + "extension " +
         detail::quoted(schema_.name) + " " + message);
  }
  void fail_unknown(std::string_view name) {
    constexpr std::size_t kShownMax = 10;
    std::string known;
    for (std::size_t i = 0; i < schema_.attributes.size() && i < kShownMax; ++i) {
      known += (known.empty() ? "" : ", ") + schema_.attributes[i].name;
    }
    if (schema_.attributes.size() > kShownMax) known += ", ...";
    fail_attribute(name, "is none of its schema; expected " +
                             (known.empty() ? "no attributes at all" : "one of " + known));
  }
  void fail_size() {
    fail("extension " + detail::quoted(schema_.name) + " with its defaults has more than " +
         std::to_string(kExtensionBytesMax) + " bytes; expected at most that");
  }

  const Schema& schema_;
  const std::string_view value_;
  JsonCursor cursor_;
  const bool is_whole_;
  std::size_t record_ = 0;

  std::bitset<kSchemaAttributesMax> given_;  // by the record so far
  // Only where records are compared: the attributes that count, the record's values by attribute
  // (empty where absent), and the records before it.
  std::vector<std::size_t> unique_;
  std::vector<std::string_view> values_;
  NameIndex keys_;

  // What differs from the value so far, in front of its byte copied_; nothing while that is 0.
  std::string out_;
  std::size_t copied_ = 0;

  std::optional<Error> error_;
};

}  // namespace detail
}  // namespace v0
}  // namespace ucs
