// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/name_index.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Values by tenant. Not thread-safe; references are good until a tenant is added. O(log n) in
/// tenants, O(1) for the default one.
template <class T>
class ByTenant {
 public:
  /// Returns the value of a tenant, or null.
  [[nodiscard]] const T* find(std::string_view tenant) const noexcept {
    // The default tenant, which is nearly always meant, comes first in any order.
    const bool is_first = tenant.empty() && !index_.empty() && index_.begin()->first.empty();
    const auto found = is_first ? index_.begin() : index_.find(tenant);
    return found == index_.end() ? nullptr : &values_[found->second];
  }
  [[nodiscard]] T* find(std::string_view tenant) noexcept {
    return const_cast<T*>(std::as_const(*this).find(tenant));
  }

  /// Returns the value of a tenant, made from the arguments if there is none.
  template <class... Arguments>
  [[nodiscard]] T& make(std::string_view tenant, Arguments&&... arguments) {
    if (T* const found = find(tenant)) return *found;
    values_.emplace_back(std::forward<Arguments>(arguments)...);
    // If this runs out of memory, the value stays, and nothing leads to it.
    index_.emplace(tenant, values_.size() - 1);
    return values_.back();
  }

  /// Calls `use` (const std::string& tenant, const T& value) for each, in ascending order of the
  /// tenants.
  template <class Use>
  void for_each(const Use& use) const {
    for (const auto& [tenant, index] : index_) use(tenant, values_[index]);
  }

 private:
  NameIndex index_;
  std::vector<T> values_;
};

}  // namespace detail
}  // namespace v0
}  // namespace ucs
