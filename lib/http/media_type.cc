// SPDX-License-Identifier: MIT
#include "lib/http/media_type.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/quoted.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

/// Reports whether a media type's parameter leaves the body in UTF-8: any but another charset does.
bool is_utf8_parameter(std::string_view parameter) noexcept {
  const std::size_t equals = parameter.find('=');
  if (equals == std::string_view::npos ||
      !detail::equal_ignoring_case(detail::trimmed(parameter.substr(0, equals)), "charset")) {
    return true;
  }
  std::string_view charset = detail::trimmed(parameter.substr(equals + 1));
  if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"') {
    charset = charset.substr(1, charset.size() - 2);
  }
  return detail::equal_ignoring_case(charset, "utf-8") ||
         detail::equal_ignoring_case(charset, "utf8");
}

bool is_json_in_utf8(std::string_view content_type) noexcept {
  if (content_type == "application/json") return true;  // what nearly all clients send
  std::size_t semicolon = content_type.find(';');
  if (!detail::equal_ignoring_case(detail::trimmed(content_type.substr(0, semicolon)),
                                   "application/json"))
    return false;
  while (semicolon != std::string_view::npos) {
    content_type.remove_prefix(semicolon + 1);
    semicolon = content_type.find(';');
    if (!is_utf8_parameter(content_type.substr(0, semicolon))) return false;
  }
  return true;
}

Error unsupported(const Header& header, std::string_view name, std::string_view expected) {
  return Error{ErrorCode::kUnsupportedMediaType,
               std::string(name) + " is " + detail::quoted(header.value) + "; expected " +
                   std::string(expected),
               std::string(name)};
}

}  // namespace

Result<void> check_media_type(const Request& request) {
  if (request.body.empty()) return {};
  for (const Header& header : request.headers) {
    if (detail::equal_ignoring_case(header.name, "content-type") &&
        !is_json_in_utf8(header.value)) {
      return unsupported(header, "Content-Type", "application/json, if any charset then utf-8");
    }
    if (detail::equal_ignoring_case(header.name, "content-encoding") &&
        !detail::equal_ignoring_case(detail::trimmed(header.value), "identity")) {
      return unsupported(header, "Content-Encoding", "none");
    }
  }
  return {};
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
