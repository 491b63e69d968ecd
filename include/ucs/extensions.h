// SPDX-License-Identifier: MIT
//
// The business data ("extensions") attached to a service, state or task (spec 3.4).
#pragma once

#include <ucs/detail/extension_block.h>
#include <ucs/json_text.h>
#include <ucs/text.h>

#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {

/// A named value, to be stored.
struct Extension {
  Text name;
  JsonText value;

  friend bool operator==(const Extension& a, const Extension& b) {
    return a.name == b.name && a.value == b.value;
  }
  friend bool operator!=(const Extension& a, const Extension& b) { return !(a == b); }
};

/// A named value where it is stored: its name, and its value as compact JSON text.
struct ExtensionView {
  std::string_view name;
  std::string_view value;

  friend bool operator==(const ExtensionView& a, const ExtensionView& b) {
    return a.name == b.name && a.value == b.value;
  }
  friend bool operator!=(const ExtensionView& a, const ExtensionView& b) { return !(a == b); }
};

/// The extensions of one service, state or task: at most one per name, in ascending byte order of
/// their names. One block of memory, shared by all copies, holds them all, but for values of more
/// than kPackedBytesMax bytes: those are shared between changed copies too. So a copy is O(1), and
/// a change copies the names and the small values. Const methods are thread-safe. What they return
/// is valid until this object is changed or destroyed.
class Extensions {
 public:
  static constexpr std::size_t kPackedBytesMax = detail::ExtensionBlock::kPackedBytesMax;

  class Iterator;

  Extensions() = default;

  /// Makes a collection of `extensions`, in any order; of two with one name the later one counts.
  /// O(n log n).
  inline explicit Extensions(const std::vector<Extension>& extensions);

  /// A name and a value to be copied, the value in the form JsonText::unchecked takes.
  using Item = detail::ExtensionBlock::Item;

  /// The same of items.
  [[nodiscard]] static inline Extensions copy_of(std::vector<Item> items);

  /// Returns the value under `name`, if there is one. O(log n).
  [[nodiscard]] inline std::optional<std::string_view> find(std::string_view name) const noexcept;

  /// Stores `value` under `name`, replacing a former one whole. O(n).
  inline void set(std::string_view name, const JsonText& value);

  /// Stores every extension of `others`, each replacing a former one of its name whole. O(n + m).
  inline void set_all(const Extensions& others);

  /// Returns what preload takes: good for nothing else, and also when these are gone.
  [[nodiscard]] const void* preload_hint() const noexcept { return block_.begin(); }
  /// Asks the processor to load what will be read soon. Changes nothing.
  static void preload(const void* hint) noexcept { detail::ExtensionBlock::preload(hint); }

  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return block_.size(); }
  [[nodiscard]] ExtensionView operator[](std::size_t index) const noexcept {
    return {block_.name(index), block_.value(index)};
  }
  [[nodiscard]] inline Iterator begin() const noexcept;
  [[nodiscard]] inline Iterator end() const noexcept;

  friend inline bool operator==(const Extensions& a, const Extensions& b);
  friend bool operator!=(const Extensions& a, const Extensions& b) { return !(a == b); }

 private:
  /// Returns the index of the first name that is not below `name`.
  [[nodiscard]] inline std::size_t lower_bound(std::string_view name) const noexcept;

  detail::ExtensionBlock block_;
};

/// Visits the extensions in the order of their names.
class Extensions::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = ExtensionView;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = ExtensionView;

  Iterator(const Extensions& extensions, std::size_t index) noexcept
      : extensions_(&extensions), index_(index) {}

  ExtensionView operator*() const noexcept { return (*extensions_)[index_]; }
  Iterator& operator++() noexcept {
    ++index_;
    return *this;
  }
  Iterator operator++(int) noexcept {
    const Iterator before = *this;
    ++index_;
    return before;
  }
  friend bool operator==(const Iterator& a, const Iterator& b) noexcept {
    return a.index_ == b.index_;
  }
  friend bool operator!=(const Iterator& a, const Iterator& b) noexcept { return !(a == b); }

 private:
  const Extensions* extensions_;
  std::size_t index_;
};

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/extensions.h>  // IWYU pragma: export
