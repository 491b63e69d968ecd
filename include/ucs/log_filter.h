// SPDX-License-Identifier: MIT
//
// What of a request's data may stand in a log, and how (spec 11). Part of the library ucs::ucs.
//
// A filter writes a key and its value as a pair, by the type of the key:
//
//   copy                  'application_type' [str] = "App_type_1"
//   hide                  'application_type' [output suppressed]
//   skip                  nothing
//   hide-first,4          'application_type' [str] = "****type_1"    the first characters as stars
//   hide-last,3           'application_type' [str] = "App_typ***"    the last ones
//   unhide-first,2        'application_type' [str] = "Ap********"    all but the first ones
//   unhide-last,2         'application_type' [str] = "********_1"    all but the last ones
//   tag, tag(), tag(,)    'application_type' [str] = <#"App_type_1"#>
//   tag(<**,**>)          'application_type' [str] = <**"App_type_1"**>
//
// Types are read in either case, with blanks around their parts. An empty or unknown type is copy.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {

struct LogFilterOptions {
  /// The type of keys that have none of their own (`default-filter-type`).
  std::string default_type;
  /// The types of keys (`[log-filter-data]`). Keys match in any case.
  std::map<std::string, std::string> types;
  /// Shows the whole value where hide-last asks for more characters than it has, as the product
  /// does. Otherwise all of them are stars.
  bool is_compatible = false;
  /// A value is cut after so many characters; three dots tell that it was.
  std::size_t value_characters_max = 256;
};

/// Reports whether a type is one of those above.
[[nodiscard]] bool is_log_filter_type(std::string_view type);

/// Writes pairs. Immutable: keep it by std::shared_ptr<const LogFilter> and put another in its
/// place. Const methods are thread-safe.
///
/// The keys customer_id, contact_key, extensions, Authorization, Proxy-Authorization and Cookie are
/// hidden unless they have a known type of their own; no default type shows them (skip as default
/// leaves them out). Characters are code points. So that no value can end a line or look like
/// another pair, control characters and bytes that are not UTF-8 are written `\x0a`, what would
/// break or turn round a line `\u2028`, quotes and backslashes with a backslash.
class LogFilter {
 public:
  explicit LogFilter(const LogFilterOptions& options = {});
  LogFilter(const LogFilter&) = delete;
  LogFilter& operator=(const LogFilter&) = delete;
  ~LogFilter();

  /// Returns the pair, or an empty text if it is skipped. A key is cut after 64 characters. Linear.
  [[nodiscard]] std::string pair(std::string_view key, std::string_view value) const;

  /// Returns the pair of an extension: by the type of its own name if it has one, else by that of
  /// the key `extensions`.
  [[nodiscard]] std::string extension_pair(std::string_view name, std::string_view value) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace v0
}  // namespace ucs
