// SPDX-License-Identifier: MIT
//
// The one place that decides whether a request may enter (spec 10).
#pragma once

#include <ucs/http.h>

#include <optional>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace http {

/// Why a request may not enter, and the headers that go with the answer.
struct Refusal {
  Error error;
  std::vector<Header> headers;
};

/// Asks the Access of the options. Thread-safe.
class Gate {
 public:
  explicit Gate(const ApiOptions& options);

  /// Whether there is an Access; without one everybody may do everything.
  [[nodiscard]] bool is_guarded() const noexcept { return access_ != nullptr; }

  /// Returns why the request may not enter, or nothing if it may. Call if is_guarded. `tenant` is
  /// the key of the one it names, or empty. Looks at the method and the headers only.
  [[nodiscard]] std::optional<Refusal> check(const Request& request, std::string_view tenant) const;

 private:
  Access* access_;
  bool uses_roles_;
  std::string challenge_;
};

}  // namespace http
}  // namespace v0
}  // namespace ucs
