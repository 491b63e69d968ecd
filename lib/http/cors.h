// SPDX-License-Identifier: MIT
//
// Cross-origin requests of browsers: https://fetch.spec.whatwg.org/#http-cors-protocol
#pragma once

#include <ucs/http.h>

#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace http {

/// Knows the origins whose scripts may use the API. Const methods are thread-safe.
class Cors {
 public:
  /// `origins` satisfy check_origins. None: nothing is ever added to an answer.
  explicit Cors(std::vector<std::string> origins);

  [[nodiscard]] bool is_enabled() const noexcept { return !origins_.empty(); }

  /// Returns the origin of the request if it is listed, or an empty text: it has no header Origin,
  /// more than one, or one that is not listed to the letter. O(log n).
  [[nodiscard]] std::string_view origin_of(const Request& request) const;

  /// Reports whether a page of somewhere else made a browser send this: the request would change
  /// something, and has an Origin that is neither listed nor the address the request was sent to.
  /// Browsers send such requests without asking first, with the login they remember.
  [[nodiscard]] bool is_foreign_write(const Request& request) const;

  /// Reports whether a browser asks if it may send another request. It sends no credentials with
  /// such a question.
  [[nodiscard]] static bool is_preflight(const Request& request);

  /// Returns the answer to that question; `allow` lists the methods of the path.
  [[nodiscard]] static Response preflight_response(std::string allow);

  /// Adds what lets scripts of `origin` read the answer, unless that is empty, and tells caches
  /// that the answer depends on the origin.
  static void add_headers(std::string_view origin, Response& response);

 private:
  [[nodiscard]] bool is_listed(std::string_view origin) const;

  std::vector<std::string> origins_;  // in ascending order
};

}  // namespace http
}  // namespace v0
}  // namespace ucs
