// SPDX-License-Identifier: MIT
// Short forms for the tests of reading JSON.
#pragma once

#include <ucs/error.h>
#include <ucs/json.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace ucs::tests {

/// Reads a value and returns its compact text, or the name of the error's code.
inline std::string compact(std::string_view text) {
  const auto value = json::parse_value(text);
  return value ? std::string(value->view()) : std::string(code_name(value.error().code));
}

/// Returns what parse_value says of a text it refuses, from `byte` on: `byte 7: expected ...`.
inline std::string refusal(std::string_view text) {
  static const std::string kStart = "the body is not valid JSON at ";
  const auto value = json::parse_value(text);
  if (value) return "ok: " + std::string(value->view());
  const Error& error = value.error();
  if (error.code != ErrorCode::kInvalidJson || !error.field.empty()) return "not invalid_json";
  if (error.message.compare(0, kStart.size(), kStart) != 0) return error.message;
  return error.message.substr(kStart.size());
}

/// Returns where parse_value finds fault with a text: `byte 7`.
inline std::string refused_at(std::string_view text) {
  const std::string reason = refusal(text);
  return reason.substr(0, reason.find(':'));
}

/// `byte 7`
inline std::string byte(std::size_t offset) { return "byte " + std::to_string(offset); }

/// Returns `text` `count` times.
inline std::string repeated(std::string_view text, std::size_t count) {
  std::string result;
  result.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

}  // namespace ucs::tests
