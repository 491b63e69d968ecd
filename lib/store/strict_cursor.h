// SPDX-License-Identifier: MIT
//
// StrictCursor: reads the compact JSON text of a record that may be damaged anywhere.
#pragma once

#include <ucs/text.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace store {

/// Objects and arrays of one value that may be open at once: more than any value has that came in
/// as JSON (ucs/json.h).
inline constexpr std::size_t kValueDepthMax = 1024;

/// Reads one text from left to right. The first thing that is not as expected is noted and ends the
/// reading: from then on nothing is found any more, and what is returned means nothing. Does not
/// recurse. Not thread-safe; one thread at a time.
class StrictCursor {
 public:
  /// `text` must outlive this and what it returns, and be UTF-8: that is not looked at.
  explicit StrictCursor(std::string_view text) noexcept : text_(text) {}

  [[nodiscard]] bool is_good() const noexcept { return expected_ == nullptr; }
  /// Returns what was expected where the reading ended, and the offset of that place in bytes. Only
  /// if it is not good.
  [[nodiscard]] std::string expected() const { return expected_; }
  [[nodiscard]] std::size_t position() const noexcept { return position_; }

  /// Goes past `token` if that comes next, and returns whether it did.
  bool skip(std::string_view token) noexcept {
    if (!is_good() || text_.compare(position_, token.size(), token) != 0) return false;
    position_ += token.size();
    return true;
  }
  /// Goes past `token`, which must come next. `token` is of static storage.
  void expect(const char* token) noexcept {
    if (!skip(token)) fail(token);
  }
  /// Notes what was expected here, unless something was before. `expected` is of static storage.
  void fail(const char* expected) noexcept {
    if (is_good()) expected_ = expected;
  }
  /// Nothing may come next.
  void expect_end() noexcept {
    if (position_ != text_.size()) fail("the end");
  }

  /// Goes past an integer of this type and returns it.
  template <class Integer>
  [[nodiscard]] Integer integer() noexcept;
  [[nodiscard]] bool comes_string() const noexcept { return next() == '"'; }
  /// Goes past a string and returns what it stands for. A view of the text where it has no escapes,
  /// else of `unescaped`. Its escapes are those that writers of records use.
  [[nodiscard]] std::string_view string(std::string& unescaped);
  /// Goes past a value of any kind and returns it as written.
  [[nodiscard]] std::string_view value() noexcept;

 private:
  /// Returns the byte that comes next, NUL at the end or when the reading ended.
  [[nodiscard]] char next() const noexcept {
    return is_good() && position_ < text_.size() ? text_[position_] : '\0';
  }

  bool skip_digits() noexcept;
  void skip_number() noexcept;
  void skip_escape() noexcept;
  /// Goes past a string; returns whether it has escapes.
  bool skip_string() noexcept;
  void skip_scalar() noexcept;

  std::string_view text_;
  std::size_t position_ = 0;
  const char* expected_ = nullptr;  // null as long as all is well
};

}  // namespace store
}  // namespace v0
}  // namespace ucs
