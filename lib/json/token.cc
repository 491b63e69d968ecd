// SPDX-License-Identifier: MIT
#include "lib/json/token.h"

#include <ucs/detail/quoted.h>

namespace ucs {
inline namespace v0 {
namespace json {

std::string describe(const Token& token) {
  switch (token.kind) {
    case Token::Kind::kNull:
      return "null";
    case Token::Kind::kFalse:
      return "false";
    case Token::Kind::kTrue:
      return "true";
    case Token::Kind::kNumber:
      return detail::tamed(token.text);
    case Token::Kind::kString:
      return detail::quoted(token.text);
    case Token::Kind::kObject:
      return "an object";
    case Token::Kind::kArray:
      return "an array";
  }
  return {};
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
