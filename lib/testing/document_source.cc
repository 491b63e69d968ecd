// SPDX-License-Identifier: MIT
#include "lib/testing/document_source.h"

#include <ucs/detail/json_text.h>
#include <ucs/json.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

/// Returns the offset behind the token that begins at `begin` of a JSON text: a string, a character
/// of structure, or a number or word.
[[nodiscard]] std::size_t token_end(std::string_view json, std::size_t begin) {
  if (json[begin] == '"') return ucs::detail::json_string_end(json, begin);
  constexpr std::string_view kStructure = "{}[],:";
  if (kStructure.find(json[begin]) != std::string_view::npos) return begin + 1;
  return std::min(json.find_first_of("{}[],: \t\r\n\"", begin), json.size());
}

/// Returns the offset in `document` of the token at `offset` of `compact`, which is the same
/// without white space and needless escapes. Linear.
[[nodiscard]] std::size_t offset_in(std::string_view document, std::string_view compact,
                                    std::size_t offset) {
  std::size_t there = document.find_first_not_of(kSpaces);
  for (std::size_t here = 0; here < offset; here = token_end(compact, here))
    there = document.find_first_not_of(kSpaces, token_end(document, there));
  return there;
}

[[nodiscard]] std::string place_of(std::string_view document, std::size_t offset) {
  const std::string_view before = document.substr(0, offset);
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t line_begin = before.rfind('\n') + 1;  // 0 if there is none
  return place_text(line, offset - line_begin + 1);
}

/// Returns an error of syntax, which names the byte, as one of a document.
[[nodiscard]] Error of_document(Error error, std::string_view document) {
  constexpr std::string_view kBody = "the body";
  constexpr std::string_view kAt = "at byte ";
  const std::size_t digits = error.message.find(kAt) + kAt.size();
  std::size_t offset = 0;
  std::from_chars(error.message.data() + digits, error.message.data() + error.message.size(),
                  offset);
  error.message.replace(0, kBody.size(), "the document");
  error.message += " (" + place_of(document, offset) + ")";
  return error;
}

[[nodiscard]] Result<Source> read_json(std::string_view document) {
  const json::ParseLimits limits{json::kParsedDepthMax, json::kTextBytesMax};
  auto json = json::parse_value(document, limits);
  if (!json) return of_document(std::move(json).error(), document);
  const JsonText text = *std::move(json);
  return Source{text, [text, document](std::size_t offset) {
                  return place_of(document, offset_in(document, text.view(), offset));
                }};
}

}  // namespace

std::string place_text(std::size_t line, std::size_t column) {
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

Result<Source> read_source(std::string_view document) {
  const std::size_t begin = document.find_first_not_of(kSpaces);
  const bool is_json = begin != std::string_view::npos && document[begin] == '{';
  return is_json ? read_json(document) : read_toml_source(document);
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
