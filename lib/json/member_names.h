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
#include <optional>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace json {

/// The member names of the objects that are open, at most kDepthMax of them. A small object's names
/// are compared as they come, those of a large one are sorted when it closes: O(n log n) in its
/// members. Holds views only. Not thread-safe; one thread at a time.
class MemberNames {
 public:
  /// The bytes that must be readable from the start of a name on, however short it is.
  static constexpr std::size_t kReadableBytes = 8;

  MemberNames() { names_.reserve(kUsualNames); }

  void open_object() {
    UCS_ASSERT(depth_ < kDepthMax);
    first_[depth_++] = static_cast<std::uint32_t>(names_.size());
  }

  /// Adds a name to the innermost object; false if that has it already. A large object may return
  /// true all the same: then its close_object finds it. `name` must stay where it is until then.
  [[nodiscard]] bool add(std::string_view name) {
    const Name added{prefix_of(name), name};
    const std::size_t first = first_[depth_ - 1];
    if (names_.size() - first < kComparedMax) {
      for (std::size_t i = first; i < names_.size(); ++i) {
        if (names_[i].prefix == added.prefix && names_[i].text == name) return false;
      }
    }
    names_.push_back(added);
    return true;
  }

  /// Closes the innermost object. Returns the first name, in the order of the text, that it had
  /// before, or null.
  [[nodiscard]] std::optional<std::string_view> close_object() {
    const std::size_t first = first_[--depth_];
    std::optional<std::string_view> repeated;
    if (names_.size() - first > kComparedMax) repeated = first_repeated(first);
    names_.resize(first);
    return repeated;
  }

 private:
  static constexpr std::size_t kUsualNames = 32;
  static constexpr std::size_t kComparedMax = 24;

  struct Name {
    std::uint64_t prefix =
        0;  // its first eight bytes, zero beyond its end: tells most names apart at once
    std::string_view text;
  };

  [[nodiscard]] static std::uint64_t prefix_of(std::string_view name) noexcept;
  [[nodiscard]] std::optional<std::string_view> first_repeated(std::size_t first);

  std::vector<Name> names_;
  std::array<std::uint32_t, kDepthMax> first_;  // for each open object the index of its first name
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
