// SPDX-License-Identifier: MIT
//
// From a path to its operation (spec 4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/call.h"
#include "http/operations.h"

namespace ucs {
inline namespace v0 {
namespace http {

/// Splits a path at its slashes; a trailing slash adds nothing. `/a//b/` has the parts "a", "" and
/// "b".
[[nodiscard]] std::vector<std::string_view> split_path(std::string_view path);

/// The operations that share one path.
class Route {
 public:
  explicit Route(std::string_view pattern);

  void add(std::string_view method, Handler function);

  /// Reports whether the literal parts of the path are those of this route.
  [[nodiscard]] bool matches(const std::vector<std::string_view>& parts) const noexcept;

  /// Returns the handler of a method, or null. HEAD is served by GET's.
  [[nodiscard]] Handler handler(std::string_view method) const noexcept;

  /// Returns the methods it has, as the Allow header lists them.
  [[nodiscard]] std::string allow() const;

  /// Returns the path with its ids as sent, if they are decimal digits, and the names of its other
  /// variable parts.
  [[nodiscard]] std::string describe(const std::vector<std::string_view>& parts) const;

  /// Reads the variable parts of a matching path. invalid_id: an id is no decimal integer in its
  /// range; invalid_parameter: another part is not percent-encoded UTF-8.
  [[nodiscard]] Result<PathValues> values(const std::vector<std::string_view>& parts) const;

 private:
  struct Method {
    std::string_view name;
    Handler handler;
  };

  std::vector<std::string_view> parts_;
  std::vector<Method> methods_;
};

/// Returns a route for each path of `operations`, in their order.
[[nodiscard]] std::vector<Route> make_routes(const std::vector<Operation>& operations);

/// Returns the first route the path belongs to, or null.
[[nodiscard]] const Route* find_route(const std::vector<Route>& routes,
                                      const std::vector<std::string_view>& parts);

}  // namespace http
}  // namespace v0
}  // namespace ucs
