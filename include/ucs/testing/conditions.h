// SPDX-License-Identifier: MIT
//
// Which requests are meant, by what they are for: the part that rules of faults
// (ucs/testing/faults.h) and questions to the journal (ucs/testing/verification.h) have in common.
#pragma once

#include <ucs/http.h>
#include <ucs/result.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

/// Conditions a request must satisfy, all of them; an empty one is satisfied by every request.
struct RequestConditions {
  /// A name of http::operation_names: `complete_task`.
  std::string operation{};
  /// GET, HEAD, POST, PUT, DELETE or OPTIONS.
  std::string method{};
  /// The path below the dialect's base path and without the query, as sent: `/services/7/end`. A
  /// part that is `*` stands for any one part, and `**` at the end for all that follow, perhaps
  /// none. A slash at the end of a request's path adds nothing.
  std::string path{};
  /// The DBID or the name of the tenant the request names.
  std::string tenant{};
};

/// The bound of RequestConditions::path, in bytes.
inline constexpr std::size_t kConditionPathBytesMax = 4096;

/// Tells what is wrong with conditions, for a server with these tenants. invalid_field: there is no
/// such operation, method or tenant, and the message has the nearest one; or the path does not
/// begin with a slash, has `**` before its end, or is too long.
[[nodiscard]] Result<void> check_conditions(const RequestConditions& conditions,
                                            const std::vector<http::Tenant>& tenants);

/// Reports whether `path` is one that `pattern` stands for (RequestConditions::path). O(n).
[[nodiscard]] bool path_matches(std::string_view pattern, std::string_view path);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
