// SPDX-License-Identifier: MIT
//
// The values of each AttributeType: what is one, what a message expects, and which are equal.
// Values are compact JSON text.
#pragma once

#include <ucs/detail/ascii.h>
#include <ucs/detail/json_cursor.h>
#include <ucs/schema.h>
#include <ucs/time.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace ucs {
inline namespace v0 {
namespace detail {

/// The parts of a number in the grammar of JSON, without the signs that separate them.
struct NumberParts {
  bool is_negative = false;
  std::string_view whole;
  std::string_view fraction;  // empty if there is none
  std::string_view exponent;  // with its sign; empty if there is none
};

/// Removes the decimal digits at the start of `text` and returns them.
[[nodiscard]] inline std::string_view take_digits(std::string_view& text) noexcept {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

/// Returns the parts of `text`, or nothing if it is no number in the grammar of JSON. Linear.
[[nodiscard]] inline std::optional<NumberParts> split_number(std::string_view text) noexcept {
  const auto skip = [&](char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
  };
  NumberParts parts;
  parts.is_negative = skip('-');
  parts.whole = take_digits(text);
  if (parts.whole.empty() || (parts.whole.size() > 1 && parts.whole.front() == '0')) {
    return std::nullopt;
  }
  if (skip('.')) {
    parts.fraction = take_digits(text);
    if (parts.fraction.empty()) return std::nullopt;
  }
  if (skip('e') || skip('E')) {
    parts.exponent = text;
    if (!skip('-')) skip('+');
    if (take_digits(text).empty()) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  return parts;
}

/// Returns the integer that the whole of `text` is, with an optional minus sign.
template <class Integer>
[[nodiscard]] std::optional<Integer> read_decimal(std::string_view text) noexcept {
  Integer value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

[[nodiscard]] inline bool is_currency(std::string_view text) noexcept {
  const auto parts = split_number(text);
  return parts && parts->exponent.empty() && parts->whole.size() <= kCurrencyDigitsMax &&
         parts->fraction.size() <= kCurrencyFractionDigitsMax;
}

/// Returns the instant a date (its midnight in UTC) or a time stands for.
[[nodiscard]] inline std::optional<Timestamp> read_date_or_time(std::string_view text) noexcept {
  if (text.size() != kDateBytes) return read_timestamp(text);
  const auto days = read_date(text);
  if (!days) return std::nullopt;
  return Timestamp{std::chrono::hours(*days * 24)};
}

/// Reports whether `value`, compact JSON, is one of `attribute` (ucs/schema.h).
[[nodiscard]] inline bool is_value_of(const SchemaAttribute& attribute,
                                      std::string_view value) noexcept {
  const bool is_string = is_json_string(value);
  const std::string_view bare = json_bare(value);
  switch (attribute.type) {
    case AttributeType::kBoolean:
      if (!is_string) return value == "true" || value == "false";
      return equal_ignoring_case(bare, "true") || equal_ignoring_case(bare, "false");
    case AttributeType::kString:
      return is_string && (!attribute.length || bare.size() <= *attribute.length ||
                           json_string_characters(bare) <= *attribute.length);
    case AttributeType::kInteger:
      return read_decimal<std::int32_t>(bare).has_value();
    case AttributeType::kLong:
      return read_decimal<std::int64_t>(bare).has_value();
    case AttributeType::kDouble:
      return split_number(bare).has_value();
    case AttributeType::kDate:
      return is_string && read_date_or_time(bare).has_value();
    case AttributeType::kDatetime:
      return is_string && read_timestamp(bare).has_value();
    case AttributeType::kCurrency:
      return is_currency(bare);
  }
  return false;
}

/// Returns what is_value_of expects, for a message.
[[nodiscard]] inline std::string expected_value(const SchemaAttribute& attribute) {
  const auto integer = [](auto min, auto max) {
    return "an integer from " + std::to_string(min) + " to " + std::to_string(max);
  };
  switch (attribute.type) {
    case AttributeType::kBoolean:
      return "true or false";
    case AttributeType::kString:
      if (!attribute.length) return "a string";
      return "a string of at most " + std::to_string(*attribute.length) + " characters";
    case AttributeType::kInteger:
      return integer(std::numeric_limits<std::int32_t>::min(),
                     std::numeric_limits<std::int32_t>::max());
    case AttributeType::kLong:
      return integer(std::numeric_limits<std::int64_t>::min(),
                     std::numeric_limits<std::int64_t>::max());
    case AttributeType::kDouble:
      return "a number";
    case AttributeType::kDate:
      return "a date of the form \"2026-03-01\", or a time of the form "
             "\"2026-03-01T12:00:00.000Z\"";
    case AttributeType::kDatetime:
      return "a time of the form \"2026-03-01T12:00:00.000Z\"";
    case AttributeType::kCurrency:
      return "an amount of at most " + std::to_string(kCurrencyDigitsMax) +
             " digits, and at most " + std::to_string(kCurrencyFractionDigitsMax) +
             " behind a point";
  }
  return {};
}

/// Appends `text`, a number in the grammar of JSON, in a form that equal numbers share: digits
/// without zeros at their ends, and an exponent. Exponents past 18 digits are taken as written.
inline void append_number_key(std::string& out, std::string_view text) {
  const NumberParts parts = *split_number(text);
  std::string digits = std::string(parts.whole).append(parts.fraction);
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) {
    out += '0';
    return;
  }
  const std::size_t size = digits.find_last_not_of('0') + 1;
  const std::size_t zeros = digits.size() - size;
  out.append(parts.is_negative ? "-" : "").append(digits, 0, size).append("e");
  std::string_view exponent = parts.exponent;
  if (!exponent.empty() && exponent.front() == '+') exponent.remove_prefix(1);
  constexpr std::size_t kAddable = 18;
  if (exponent.size() > kAddable) {
    out.append(exponent).append("+");
    exponent = {};
  }
  const std::int64_t given =
      exponent.empty() ? 0 : read_decimal<std::int64_t>(exponent).value_or(0);
  out += std::to_string(given + static_cast<std::int64_t>(zeros) -
                        static_cast<std::int64_t>(parts.fraction.size()));
}

/// Appends a text that equal values of a type share, and no others do. `value` is one of the type.
inline void append_value_key(std::string& out, AttributeType type, std::string_view value) {
  const std::string_view bare = json_bare(value);
  switch (type) {
    case AttributeType::kBoolean:
      out += ascii_lower(bare.front());
      return;
    case AttributeType::kInteger:
    case AttributeType::kLong:
      out += std::to_string(read_decimal<std::int64_t>(bare).value_or(0));
      return;
    case AttributeType::kDouble:
    case AttributeType::kCurrency:
      append_number_key(out, bare);
      return;
    case AttributeType::kDate:
    case AttributeType::kDatetime:
      out +=
          std::to_string(read_date_or_time(bare).value_or(Timestamp()).time_since_epoch().count());
      return;
    case AttributeType::kString:
      out += value;
      return;
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
