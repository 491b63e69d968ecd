// SPDX-License-Identifier: MIT
//
// The two text types of the model: Text, a short or shared immutable string, and LongOrString, the
// documents' "long or string".
#pragma once

#include <ucs/detail/assert.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ucs {
inline namespace v0 {

/// An immutable text that may be absent: `Text{}` is absent, `Text{""}` is present and empty. Field
/// rules are about presence, so the two are different values. 24 bytes: up to 23 bytes are kept in
/// place, longer ones in a block shared by all copies, so copying never allocates and is O(1). At
/// most 2^32 - 1 bytes (asserted). Holds any bytes; the engine checks UTF-8. Const methods are
/// thread-safe.
class Text {
  template <class String>
  using BoolIfString = std::enable_if_t<std::is_convertible_v<const String&, std::string_view> &&
                                            !std::is_same_v<String, Text>,
                                        bool>;

 public:
  static constexpr std::size_t kInlineBytesMax = 23;

  /// Makes an absent text.
  Text() noexcept = default;
  /// Makes a present text, a copy of `text`. Allocates when it is longer than kInlineBytesMax.
  Text(std::string_view text) { assign(text); }
  Text(const std::string& text) { assign(text); }
  Text(const char* text) { assign(text); }
  Text(std::nullptr_t) = delete;

  Text(const Text& other) noexcept {
    std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    if (is_shared()) block()->references.fetch_add(1, std::memory_order_relaxed);
  }
  Text(Text&& other) noexcept {
    std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    other.bytes_[kTag] = kAbsent;
  }
  Text& operator=(const Text& other) noexcept { return *this = Text(other); }
  Text& operator=(Text&& other) noexcept {
    if (this == &other) return *this;
    if (is_shared()) release();
    std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    other.bytes_[kTag] = kAbsent;
    return *this;
  }
  /// The same as assigning Text(text), but a short text is written in place once.
  template <class String, class = BoolIfString<String>>
  Text& operator=(const String& string) {
    const std::string_view text = string;
    if (is_shared() || text.size() > kInlineBytesMax) return *this = Text(text);
    assign(text);
    return *this;
  }
  ~Text() {
    if (is_shared()) release();
  }

  [[nodiscard]] bool is_present() const noexcept { return bytes_[kTag] != kAbsent; }

  /// Returns the bytes; an empty view when absent. Valid as long as this object is neither changed
  /// nor destroyed.
  [[nodiscard]] std::string_view view() const noexcept {
    if (is_shared()) {
      std::uint32_t size = 0;
      std::memcpy(&size, bytes_ + kSize, sizeof size);
      return {reinterpret_cast<const char*>(block() + 1), size};
    }
    if (!is_present()) return {};
    return {reinterpret_cast<const char*>(bytes_), bytes_[kTag] - 1U};
  }
  operator std::string_view() const noexcept { return view(); }

  /// Absent equals only absent.
  friend bool operator==(const Text& a, const Text& b) noexcept {
    return a.is_present() == b.is_present() && a.view() == b.view();
  }
  friend bool operator!=(const Text& a, const Text& b) noexcept { return !(a == b); }

  /// Compares with a string of another type without making a Text of it. Absent equals none.
  template <class String>
  friend auto operator==(const Text& a, const String& b) noexcept -> BoolIfString<String> {
    return a.is_present() && a.view() == std::string_view(b);
  }
  template <class String>
  friend auto operator==(const String& a, const Text& b) noexcept -> BoolIfString<String> {
    return b == a;
  }
  template <class String>
  friend auto operator!=(const Text& a, const String& b) noexcept -> BoolIfString<String> {
    return !(a == b);
  }
  template <class String>
  friend auto operator!=(const String& a, const Text& b) noexcept -> BoolIfString<String> {
    return !(b == a);
  }

 private:
  friend class LongOrString;

  struct Block {
    std::atomic<std::uint32_t> references;
    // The text follows.
  };

  // A shared text is a pointer to its block, and its size at kSize: reading the size does not touch
  // the block. bytes_[kTag] is 1 more than the size of an in-place text, or one of these; an
  // absent text is all zeros, so that making one is cheap.
  static constexpr std::size_t kSize = 8;
  static constexpr std::size_t kTag = kInlineBytesMax;
  static constexpr unsigned char kShared = kInlineBytesMax + 2;
  static constexpr unsigned char kAbsent = 0;
  static constexpr unsigned char kInteger = kInlineBytesMax + 3;  // only inside a LongOrString

  [[nodiscard]] bool is_shared() const noexcept { return bytes_[kTag] == kShared; }

  [[nodiscard]] Block* block() const noexcept {
    Block* result = nullptr;
    std::memcpy(&result, bytes_, sizeof(void*));
    return result;
  }

  void assign(std::string_view text) {
    if (text.size() <= kInlineBytesMax) {
      if (!text.empty())
        std::memmove(bytes_, text.data(), text.size());  // it may be a part of this
      bytes_[kTag] = static_cast<unsigned char>(text.size() + 1);
      return;
    }
    UCS_ASSERT(text.size() <= std::numeric_limits<std::uint32_t>::max());
    const auto size = static_cast<std::uint32_t>(text.size());
    void* memory = ::operator new(sizeof(Block) + size);
    auto* shared = new (memory) Block{{1}};
    std::memcpy(static_cast<unsigned char*>(memory) + sizeof(Block), text.data(), size);
    std::memcpy(bytes_, &shared, sizeof(void*));
    std::memcpy(bytes_ + kSize, &size, sizeof size);
    bytes_[kTag] = kShared;
  }

  void release() noexcept {
    Block* shared = block();
    if (shared->references.fetch_sub(1, std::memory_order_acq_rel) == 1) ::operator delete(shared);
  }

  static_assert(sizeof(void*) <= kSize);

  alignas(alignof(void*)) unsigned char bytes_[24] = {};
};

static_assert(sizeof(Text) == 24, "Text is kept small: a service holds a dozen of them");

/// The documents' "long or string": absent, a signed 64-bit integer, or a text. `9` and `"9"` are
/// different values (spec 2.1); only filters compare by text. Const methods are thread-safe.
class LongOrString {
 public:
  /// Makes an absent value.
  LongOrString() noexcept = default;
  LongOrString(std::string_view text) : text_(text) {}
  LongOrString(const std::string& text) : text_(text) {}
  LongOrString(const char* text) : text_(text) {}
  LongOrString(std::nullptr_t) = delete;
  LongOrString(Text text) noexcept : text_(std::move(text)) {}
  /// The same as assigning LongOrString(text), but a short text is written in place once.
  template <class String, class = Text::BoolIfString<String>>
  LongOrString& operator=(const String& text) {
    text_ = text;
    return *this;
  }
  template <class Integer,
            class = std::enable_if_t<std::is_integral_v<Integer> && std::is_signed_v<Integer> &&
                                     !std::is_same_v<Integer, char>>>
  LongOrString(Integer integer) noexcept {
    const std::int64_t wide = integer;
    std::memcpy(text_.bytes_, &wide, sizeof wide);
    text_.bytes_[Text::kTag] = Text::kInteger;
  }

  [[nodiscard]] bool is_present() const noexcept { return text_.is_present(); }
  [[nodiscard]] bool is_integer() const noexcept {
    return text_.bytes_[Text::kTag] == Text::kInteger;
  }
  [[nodiscard]] bool is_string() const noexcept { return is_present() && !is_integer(); }

  /// Returns the integer. Asking a value that is none is a bug.
  [[nodiscard]] std::int64_t integer() const noexcept {
    UCS_ASSERT(is_integer());
    std::int64_t result = 0;
    std::memcpy(&result, text_.bytes_, sizeof result);
    return result;
  }
  /// Returns the string, empty when absent. Asking an integer is a bug.
  [[nodiscard]] std::string_view string() const noexcept {
    UCS_ASSERT(!is_integer());
    return text_.view();
  }

  /// Returns the value written as text, by which filters compare (spec 5): "9" for both 9 and "9";
  /// empty when absent.
  [[nodiscard]] std::string text() const {
    return is_integer() ? std::to_string(integer()) : std::string(string());
  }

  friend bool operator==(const LongOrString& a, const LongOrString& b) noexcept {
    if (a.is_integer() || b.is_integer()) {
      return a.is_integer() && b.is_integer() && a.integer() == b.integer();
    }
    return a.text_ == b.text_;
  }
  friend bool operator!=(const LongOrString& a, const LongOrString& b) noexcept {
    return !(a == b);
  }

 private:
  Text text_;
};

}  // namespace v0
}  // namespace ucs
