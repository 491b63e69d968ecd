// SPDX-License-Identifier: MIT
//
// Selection: a NameSelection made ready for many look-ups.
#pragma once

#include <ucs/extensions.h>
#include <ucs/json.h>

#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace json {

/// Answers what NameSelection::contains answers, in O(log n) of its names: they come from a query
/// string, so there may be thousands. Views the NameSelection it was made of. Const methods are
/// thread-safe.
class Selection {
 public:
  explicit Selection(const NameSelection& selection);

  [[nodiscard]] bool is_empty() const noexcept { return !is_all_ && names_.empty(); }
  [[nodiscard]] bool contains(std::string_view name) const;

 private:
  bool is_all_;
  bool ignores_case_;
  std::vector<std::string_view> names_;  // in ascending order, regardless of case if ignores_case_
};

}  // namespace json
}  // namespace v0
}  // namespace ucs
