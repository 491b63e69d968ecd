// SPDX-License-Identifier: MIT
// In place of toml_source.cc where ucs is built without toml++.
#include "lib/testing/document_source.h"

namespace ucs {
inline namespace v0 {
namespace testing {

Result<Source> read_toml_source(std::string_view /*document*/) {
  return Error{ErrorCode::kUnavailable,
               "the document does not begin with '{', so it is no JSON, and this ucs was built "
               "without toml++, so it cannot read TOML; expected JSON",
               ""};
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
