// SPDX-License-Identifier: MIT
//
// TextBuffer: appends many short pieces to a std::string, without a call of the library for each.
#pragma once

#include <ucs/detail/assert.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace json {

/// The end of a text while it grows. The text is longer than what was written until this is
/// destroyed. Not thread-safe; one thread at a time.
class TextBuffer {
 public:
  /// Appends to `text`, which must outlive this and is not to be used meanwhile.
  explicit TextBuffer(std::string& text) : text_(text), size_(text.size()) {}
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;
  ~TextBuffer() { text_.resize(size_); }

  /// Makes room for `bytes` bytes more, and for more than that if it has to.
  void reserve(std::size_t bytes) {
    if (text_.size() - size_ < bytes) text_.resize(std::max(size_ + bytes, 2 * text_.size()));
  }

  void append(std::string_view text) {
    reserve(text.size());
    if (!text.empty()) std::memcpy(end(), text.data(), text.size());
    size_ += text.size();
  }
  void append(char c) {
    reserve(1);
    text_[size_++] = c;
  }

  /// Appends what `write`, given the place for at most `bytes_max` bytes, writes there; it returns
  /// where it stopped.
  template <class Write>
  void append_written(std::size_t bytes_max, const Write& write) {
    reserve(bytes_max);
    const char* const stop = write(end(), end() + bytes_max);
    UCS_ASSERT(stop >= end() && stop <= end() + bytes_max);
    size_ = static_cast<std::size_t>(stop - text_.data());
  }

  /// Appends `text` as a JSON string, like json::append_string.
  void append_string(std::string_view text);

  /// Returns the last byte. There is one.
  [[nodiscard]] char back() const noexcept { return text_[size_ - 1]; }

 private:
  [[nodiscard]] char* end() noexcept { return text_.data() + size_; }

  std::string& text_;
  std::size_t size_;
};

}  // namespace json
}  // namespace v0
}  // namespace ucs
