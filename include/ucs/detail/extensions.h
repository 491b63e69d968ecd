// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/extensions.h>

#include <algorithm>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace detail {

using ExtensionItems = std::vector<ExtensionBlock::Item>;

/// Makes a block of `items`, in any order; of two with one name the later one counts.
[[nodiscard]] inline ExtensionBlock make_extension_block(ExtensionItems items) {
  const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
  // Few clients send a second time what they sent, and many send names in order: a sort allocates.
  if (!std::is_sorted(items.begin(), items.end(), by_name))
    std::stable_sort(items.begin(), items.end(), by_name);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool is_overridden = i + 1 < items.size() && items[i].name == items[i + 1].name;
    if (!is_overridden) items[kept++] = items[i];
  }
  return {items.data(), kept};
}

}  // namespace detail

inline Extensions::Extensions(const std::vector<Extension>& extensions) {
  detail::ExtensionItems items;
  items.reserve(extensions.size());
  for (const Extension& extension : extensions)
    items.push_back({extension.name, extension.value.view(), &extension.value.text()});
  block_ = detail::make_extension_block(std::move(items));
}

inline Extensions Extensions::copy_of(std::vector<Item> items) {
  Extensions result;
  result.block_ = detail::make_extension_block(std::move(items));
  return result;
}

inline std::size_t Extensions::lower_bound(std::string_view name) const noexcept {
  std::size_t first = 0;
  std::size_t count = size();
  while (count > 0) {
    const std::size_t half = count / 2;
    if (block_.name(first + half) < name) {
      first += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return first;
}

inline std::optional<std::string_view> Extensions::find(std::string_view name) const noexcept {
  const std::size_t index = lower_bound(name);
  if (index == size() || block_.name(index) != name) return std::nullopt;
  return block_.value(index);
}

inline void Extensions::set(std::string_view name, const JsonText& value) {
  const std::size_t index = lower_bound(name);
  const bool is_known = index != size() && block_.name(index) == name;
  const detail::ExtensionBlock::Item item{name, value.view(), &value.text()};
  detail::ExtensionItems items;
  items.reserve(size() + 1);
  for (std::size_t i = 0; i < index; ++i) items.push_back(block_.item(i));
  items.push_back(item);
  for (std::size_t i = is_known ? index + 1 : index; i < size(); ++i)
    items.push_back(block_.item(i));
  block_ = detail::ExtensionBlock(items.data(), items.size());
}

inline void Extensions::set_all(const Extensions& others) {
  if (others.empty()) return;
  if (empty()) {
    block_ = others.block_;
    return;
  }
  detail::ExtensionItems items;
  items.reserve(size() + others.size());
  std::size_t mine = 0;
  for (std::size_t i = 0; i < others.size(); ++i) {
    const std::string_view name = others.block_.name(i);
    while (mine < size() && block_.name(mine) < name) items.push_back(block_.item(mine++));
    if (mine < size() && block_.name(mine) == name) ++mine;
    items.push_back(others.block_.item(i));
  }
  while (mine < size()) items.push_back(block_.item(mine++));
  block_ = detail::ExtensionBlock(items.data(), items.size());
}

inline Extensions::Iterator Extensions::begin() const noexcept { return {*this, 0}; }
inline Extensions::Iterator Extensions::end() const noexcept { return {*this, size()}; }

inline bool operator==(const Extensions& a, const Extensions& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace v0
}  // namespace ucs
