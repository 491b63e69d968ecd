// SPDX-License-Identifier: MIT
//
// The query string (spec 5). Each operation reads the parameters it knows; all others are ignored.
#pragma once

#include <ucs/json.h>
#include <ucs/requests.h>
#include <ucs/result.h>
#include <ucs/rules.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace http {

/// The kind of entity an answer is about. It decides which parameters count.
enum class Subject { kService, kState, kTask };

/// The parameters of one request, still encoded; views into the request's target.
class Query {
 public:
  Query() = default;
  /// `text` is what follows the question mark.
  explicit Query(std::string_view text) : text_(text) {}

  /// Reads which optional parts of `subject` the answer shows. invalid_parameter: a value is
  /// neither true nor false, or not percent-encoded UTF-8.
  [[nodiscard]] Result<json::Inclusion> inclusion(Subject subject, Dialect dialect) const;

  /// Reads which entries a list of `subject` has. invalid_parameter as above, or a number is none;
  /// invalid_timestamp.
  [[nodiscard]] Result<Filter> filter(Subject subject) const;

  /// Returns the value of the last parameter of this name, decoded, or nothing. invalid_parameter:
  /// it is not percent-encoded UTF-8.
  [[nodiscard]] Result<std::optional<std::string>> text(std::string_view name) const;
  /// Likewise a time. invalid_timestamp.
  [[nodiscard]] Result<std::optional<Timestamp>> time(std::string_view name) const;
  /// Likewise true or false; false without the parameter. invalid_parameter.
  [[nodiscard]] Result<bool> boolean(std::string_view name) const;
  /// Likewise one of `values`, by its index; 0 without the parameter. Values are matched exactly.
  /// invalid_parameter.
  [[nodiscard]] Result<std::size_t> choice(std::string_view name,
                                           const std::vector<std::string_view>& values) const;

 private:
  /// Calls `visit` with the value of each parameter of this name, in their order. There are few
  /// parameters, and few are asked for: to look through them costs less than to keep a list.
  template <class Visit>
  void for_each(std::string_view name, const Visit& visit) const;
  /// Returns the value of the last parameter of this name, or nothing.
  [[nodiscard]] std::optional<std::string_view> last(std::string_view name) const;
  [[nodiscard]] Result<std::optional<std::size_t>> number(std::string_view name) const;
  /// Calls `visit` with each item of a comma list, decoded; of all parameters of this name.
  template <class Visit>
  [[nodiscard]] Result<void> for_each_item(std::string_view name, const Visit& visit) const;

  std::string_view text_;
};

}  // namespace http
}  // namespace v0
}  // namespace ucs
