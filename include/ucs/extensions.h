// SPDX-License-Identifier: MIT
//
// The business data ("extensions") attached to a service, state or task (spec 3.4).
#pragma once

#include <ucs/detail/shared_array.h>
#include <ucs/json_text.h>
#include <ucs/text.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {

/// A named value.
struct Extension {
  Text name;
  JsonText value;

  friend bool operator==(const Extension& a, const Extension& b) {
    return a.name == b.name && a.value == b.value;
  }
  friend bool operator!=(const Extension& a, const Extension& b) { return !(a == b); }
};

/// The extensions of one service, state or task: at most one per name, in ascending byte order of
/// their names. A copy is O(1) and shares everything; set copies the array of names, never the
/// values. Const methods are thread-safe.
class Extensions {
 public:
  Extensions() = default;

  /// Makes a collection of `extensions`, in any order; of two with one name the later one counts.
  /// O(n log n).
  explicit Extensions(std::vector<Extension> extensions) {
    std::stable_sort(extensions.begin(), extensions.end(), by_name);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < extensions.size(); ++i) {
      const bool is_overridden =
          i + 1 < extensions.size() && extensions[i].name.view() == extensions[i + 1].name.view();
      if (is_overridden) continue;
      if (kept != i) extensions[kept] = std::move(extensions[i]);
      ++kept;
    }
    items_ = Items::generate(
        kept, [&](std::size_t i) -> Extension&& { return std::move(extensions[i]); });
  }

  /// Returns the value under `name`, or null. O(log n). Valid until this object changes.
  [[nodiscard]] const JsonText* find(std::string_view name) const noexcept {
    const Extension* found = lower_bound(name);
    return found == end() || found->name.view() != name ? nullptr : &found->value;
  }

  /// Stores `value` under `name`, replacing a former one whole. O(n).
  void set(const Text& name, JsonText value) {
    const Extension* position = lower_bound(name);
    const auto index = static_cast<std::size_t>(position - begin());
    const bool is_known = position != end() && position->name.view() == name.view();
    const Extension extension{name, std::move(value)};
    items_ =
        is_known ? items_.with_replaced(index, extension) : items_.with_inserted(index, extension);
  }

  /// Stores every extension of `others`, each replacing a former one of its name whole. O(n + m).
  void set_all(const Extensions& others) {
    if (others.empty()) return;
    if (empty()) {
      items_ = others.items_;
      return;
    }
    std::vector<Extension> both;
    both.reserve(size() + others.size());
    std::set_union(others.begin(), others.end(), begin(), end(), std::back_inserter(both), by_name);
    items_ = Items::generate(both.size(), [&](std::size_t i) { return std::move(both[i]); });
  }

  [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
  [[nodiscard]] const Extension* begin() const noexcept { return items_.begin(); }
  [[nodiscard]] const Extension* end() const noexcept { return items_.end(); }

  friend bool operator==(const Extensions& a, const Extensions& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }
  friend bool operator!=(const Extensions& a, const Extensions& b) { return !(a == b); }

 private:
  using Items = detail::SharedArray<Extension>;

  [[nodiscard]] static bool by_name(const Extension& a, const Extension& b) noexcept {
    return a.name.view() < b.name.view();
  }

  [[nodiscard]] const Extension* lower_bound(std::string_view name) const noexcept {
    return std::lower_bound(
        begin(), end(), name,
        [](const Extension& item, std::string_view wanted) { return item.name.view() < wanted; });
  }

  Items items_;
};

}  // namespace v0
}  // namespace ucs
