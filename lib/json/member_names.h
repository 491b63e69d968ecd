// SPDX-License-Identifier: MIT
//
// MemberNames: finds a name that one object has twice (spec 3.1), without a hash table to attack.
#pragma once

#include <ucs/detail/assert.h>
#include <ucs/json.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory_resource>
#include <optional>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace json {

/// The member names of the objects that are open, at most kParsedDepthMax of them. A small object's
/// names are compared as they come, those of a large one are sorted when it closes: O(n log n) in
/// its members. Holds views only. Not thread-safe; one thread at a time.
class MemberNames {
 public:
  /// The bytes that must be readable from the start of a name on, however short it is.
  static constexpr std::size_t kReadableBytes = 8;

  MemberNames() { names_.reserve(kUsualNames); }
  MemberNames(const MemberNames&) = delete;
  MemberNames& operator=(const MemberNames&) = delete;

  void open_object() {
    UCS_ASSERT(depth_ < kParsedDepthMax);
    open_[depth_++] = {names_.size(), 0};
  }

  /// Adds a name to the innermost object; false if that has it already. A large object may return
  /// true all the same: then its close_object finds it. `name` must stay where it is until then.
  [[nodiscard]] bool add(std::string_view name) {
    const std::uint64_t prefix = prefix_of(name);
    Open& open = open_[depth_ - 1];
    const std::uint64_t mark = mark_of(prefix, name.size());
    const bool may_be_known = (open.marks & mark) != 0;
    open.marks |= mark;
    if (may_be_known && names_.size() - open.first < kComparedMax) {
      for (std::size_t i = open.first; i < names_.size(); ++i) {
        if (names_[i].prefix == prefix && names_[i].text == name) return false;
      }
    }
    names_.emplace_back(prefix, name);
    return true;
  }

  /// Closes the innermost object. Returns the first name, in the order of the text, that it had
  /// before, or null.
  [[nodiscard]] std::optional<std::string_view> close_object() {
    const std::size_t first = open_[--depth_].first;
    std::optional<std::string_view> repeated;
    if (names_.size() - first > kComparedMax) repeated = first_repeated(first);
    names_.erase(names_.begin() + static_cast<std::ptrdiff_t>(first), names_.end());
    return repeated;
  }

 private:
  static constexpr std::size_t kUsualNames = 32;
  static constexpr std::size_t kComparedMax = 24;

  struct Name {
    Name(std::uint64_t bytes, std::string_view name) noexcept : prefix(bytes), text(name) {}

    std::uint64_t
        prefix;  // its first eight bytes, zero beyond its end: tells most names apart at once
    std::string_view text;
  };

  /// An object that is open.
  struct Open {
    std::size_t first;  // the index of its first name
    std::uint64_t
        marks;  // of all its names: one that sets a new bit is new, and need not be compared
  };

  /// Returns one of 64 bits.
  [[nodiscard]] static std::uint64_t mark_of(std::uint64_t prefix, std::size_t size) noexcept {
    constexpr std::uint64_t kOddFactor = 0x9E3779B97F4A7C15U;  // spreads all bits to the highest
    return std::uint64_t{1} << (((prefix ^ size) * kOddFactor) >> 58U);
  }
  [[nodiscard]] static std::uint64_t prefix_of(std::string_view name) noexcept;
  [[nodiscard]] std::optional<std::string_view> first_repeated(std::size_t first);

  // The usual names need no memory of the heap.
  alignas(Name) std::array<std::byte, kUsualNames * sizeof(Name)> usual_;
  std::pmr::monotonic_buffer_resource memory_{usual_.data(), usual_.size()};
  std::pmr::vector<Name> names_{&memory_};
  std::array<Open, kParsedDepthMax> open_;
  std::size_t depth_ = 0;
};

inline std::uint64_t MemberNames::prefix_of(std::string_view name) noexcept {
  static constexpr unsigned char kMasks[2 * kReadableBytes] = {0xFF, 0xFF, 0xFF, 0xFF,
                                                               0xFF, 0xFF, 0xFF, 0xFF};
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, name.data(), sizeof bytes);
  if (name.size() >= kReadableBytes) return bytes;
  std::uint64_t mask = 0;
  std::memcpy(&mask, kMasks + kReadableBytes - name.size(), sizeof mask);
  return bytes & mask;
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
