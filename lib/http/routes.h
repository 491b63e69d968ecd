// SPDX-License-Identifier: MIT
//
// From a path to its operation (spec 4).
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/http/call.h"
#include "lib/http/operations.h"

namespace ucs {
inline namespace v0 {
namespace http {

/// The parts of a path between its slashes: `/a//b/` has "a", "" and "b"; a trailing slash adds
/// nothing. Of a path with more parts than any route has, only the first kPartsMax + 1 are kept,
/// which are enough to match none.
class PathParts {
 public:
  static constexpr std::size_t kPartsMax = 7;

  PathParts() = default;
  /// The parts refer to `path`.
  explicit PathParts(std::string_view path);

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::string_view operator[](std::size_t index) const noexcept {
    return parts_[index];
  }

 private:
  std::array<std::string_view, kPartsMax + 1> parts_;
  std::size_t size_ = 0;
};

/// The operations that share one path.
class Route {
 public:
  /// What one method does, and in which modes.
  struct Method {
    std::string_view name;
    std::string_view operation;
    Handler handler;
    WorksIn works_in;
  };

  explicit Route(std::string_view pattern);

  void add(const Operation& operation);

  /// Reports whether the literal parts of the path are those of this route.
  [[nodiscard]] bool matches(const PathParts& parts) const noexcept;

  /// Returns what a method does, or null. HEAD does what GET does.
  [[nodiscard]] const Method* find(std::string_view method) const noexcept;
  /// Returns the handler of a method, or null.
  [[nodiscard]] Handler handler(std::string_view method) const noexcept;

  /// Returns the methods it has, as the Allow header lists them.
  [[nodiscard]] std::string allow() const;

  /// Returns the path with its ids as sent, if they are decimal digits, and the names of its other
  /// variable parts.
  [[nodiscard]] std::string describe(const PathParts& parts) const;

  /// Returns the names of the variable parts of a matching path, without braces, and their texts as
  /// sent.
  [[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> variables(
      const PathParts& parts) const;

  /// Reads the variable parts of a matching path. invalid_id: an id is no decimal integer in its
  /// range; invalid_parameter: another part is not percent-encoded UTF-8.
  [[nodiscard]] Result<PathValues> values(const PathParts& parts) const;

 private:
  PathParts parts_;
  std::vector<Method> methods_;
};

/// The routes of a dialect.
class RouteTable {
 public:
  /// Has a route for each path of those `operations` that the dialect has.
  RouteTable(const std::vector<Operation>& operations, Dialect dialect);

  /// Returns the route that the path belongs to, of several the one that comes first among the
  /// operations, or null. Looks only at those that have as many parts.
  [[nodiscard]] const Route* find(const PathParts& parts) const noexcept;

 private:
  std::array<std::vector<Route>, PathParts::kPartsMax + 2> by_size_;
};

}  // namespace http
}  // namespace v0
}  // namespace ucs
