// SPDX-License-Identifier: MIT
#include "lib/json/syntax_error.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/utf8.h>

#include <algorithm>

#include "lib/json/escape.h"

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

[[nodiscard]] bool is_control(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}
[[nodiscard]] bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }

[[nodiscard]] std::string expected(std::string_view what, std::string_view text,
                                   std::size_t offset) {
  return "expected " + std::string(what) + ", found " + describe_byte(text, offset);
}

/// Tells what is wrong where a value should be, or within a literal or behind a minus sign.
[[nodiscard]] std::string value_reason(std::string_view text, std::size_t offset) {
  std::size_t word = std::min(offset, text.size());
  while (word > 0 && is_lower(text[word - 1])) --word;
  if (word < offset) {
    for (const std::string_view literal : {"null", "true", "false"}) {
      if (text[word] == literal.front()) return expected(literal, text, offset) + " in it";
    }
  }
  if (offset > 0 && text[offset - 1] == '-')
    return expected("a digit after the minus sign", text, offset);
  return expected("a value", text, offset);
}

/// Tells what is wrong where a value has ended and something else should follow.
[[nodiscard]] std::string end_of_value_reason(std::string_view what, std::string_view text,
                                              std::size_t offset) {
  const bool is_in_number = offset > 0 && offset < text.size() && detail::is_digit(text[offset]) &&
                            text[offset - 1] == '0';
  if (is_in_number) return "a number starts with 0; expected no digit after it";
  return expected(what, text, offset);
}

/// Tells what is wrong within a string.
[[nodiscard]] std::string string_reason(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the text ends within a string; expected a quotation mark";
  if (text[offset] != '\\') {
    return "a string contains " + describe_byte(text, offset) +
           "; expected control characters to be escaped";
  }
  return "unknown escape in a string: a backslash before " + describe_byte(text, offset + 1) +
         R"(; expected one of "\/bfnrtu)";
}

[[nodiscard]] std::string reason(std::string_view text, const ucs_rapidjson::ParseResult& result) {
  const std::size_t offset = result.Offset();
  switch (result.Code()) {
    case ucs_rapidjson::kParseErrorDocumentEmpty:
      return expected("a value", text, offset);
    case ucs_rapidjson::kParseErrorValueInvalid:
      return value_reason(text, offset);
    case ucs_rapidjson::kParseErrorDocumentRootNotSingular:
      return end_of_value_reason("nothing more after the value", text, offset);
    case ucs_rapidjson::kParseErrorObjectMissName:
      return expected("a member name in double quotes", text, offset);
    case ucs_rapidjson::kParseErrorObjectMissColon:
      return expected("a colon after the member name", text, offset);
    case ucs_rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return end_of_value_reason("a comma or '}' after the member", text, offset);
    case ucs_rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return end_of_value_reason("a comma or ']' after the element", text, offset);
    case ucs_rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
      return "incomplete escape in a string; expected four hexadecimal digits after \\u";
    case ucs_rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return std::string(kLoneSurrogate);
    case ucs_rapidjson::kParseErrorNumberMissFraction:
      return expected("a digit after the decimal point", text, offset);
    case ucs_rapidjson::kParseErrorNumberMissExponent:
      return expected("a digit in the exponent", text, offset);
    case ucs_rapidjson::kParseErrorStringEscapeInvalid:
    case ucs_rapidjson::kParseErrorStringMissQuotationMark:
    case ucs_rapidjson::kParseErrorStringInvalidEncoding:
      return string_reason(text, offset);
    default:
      return "unexpected " + describe_byte(text, offset);
  }
}

}  // namespace

Error invalid_json(std::size_t offset, std::string_view reason) {
  return Error{
      ErrorCode::kInvalidJson,
      "the body is not valid JSON at byte " + std::to_string(offset) + ": " + std::string(reason),
      ""};
}

std::string describe_byte(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the end";
  if (is_control(text[offset])) {
    constexpr char kHex[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(text[offset]);
    return std::string("byte 0x") + kHex[byte >> 4U] + kHex[byte & 0xFU];
  }
  const std::size_t bytes = ucs::detail::utf8_sequence_bytes(text.substr(offset));
  return "'" + std::string(text.substr(offset, bytes)) + "'";
}

Error syntax_error(std::string_view text, const ucs_rapidjson::ParseResult& result) {
  return invalid_json(result.Offset(), reason(text, result));
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
