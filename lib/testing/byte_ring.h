// SPDX-License-Identifier: MIT
//
// Blocks of bytes, one behind the other, of which the oldest go first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {

/// A queue of blocks in one buffer, which is written from its beginning to its end and then again:
/// no block is allocated, and memory that was used lately is used next. Not thread-safe; one thread
/// at a time.
class ByteRing {
 public:
  /// The buffer grows up to `bytes_max` bytes, when there is need.
  explicit ByteRing(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  [[nodiscard]] std::size_t size() const noexcept { return count_; }

  /// Adds a block of `bytes` bytes and returns where to write them; null if there is no space
  /// unless older blocks go, or at all.
  [[nodiscard]] char* push(std::size_t bytes) {
    const std::size_t needed = kSizeBytes + bytes;
    while (!has_space(needed)) {
      if (!grow(needed)) return nullptr;
    }
    char* const block = buffer_.get() + end_;
    std::memcpy(block, &needed, kSizeBytes);
    end_ += needed;
    ++count_;
    fetch_next(needed);
    return block + kSizeBytes;
  }

  /// Removes the oldest block. There must be one.
  void pop() noexcept {
    begin_ += size_at(begin_);
    if (--count_ == 0) return clear();
    if (begin_ == turn_) begin_ = turn_ = 0;
  }

  void clear() noexcept { begin_ = end_ = turn_ = count_ = 0; }

  /// Calls `visit` with each block, the oldest first.
  template <class Visit>
  void for_each(const Visit& visit) const {
    std::size_t at = begin_;
    for (std::size_t i = 0; i < count_; ++i) {
      const std::size_t bytes = size_at(at);
      visit(std::string_view(buffer_.get() + at + kSizeBytes, bytes - kSizeBytes));
      at += bytes;
      if (at == turn_) at = 0;
    }
  }

 private:
  static constexpr std::size_t kSizeBytes = sizeof(std::size_t);
  static constexpr std::size_t kFirstBytes = 4096;
  static constexpr std::size_t kFetchedBytesMax = 2048;
  static constexpr std::size_t kLineBytes = 64;

  [[nodiscard]] std::size_t size_at(std::size_t at) const noexcept {
    std::size_t bytes = 0;
    std::memcpy(&bytes, buffer_.get() + at, kSizeBytes);
    return bytes;
  }

  /// Has the processor fetch what was used long ago, and would be waited for when it is used next:
  /// the size of the oldest block, and what the next one is written to if that is as large as the
  /// last.
  void fetch_next([[maybe_unused]] std::size_t bytes) const noexcept {
#if defined(__GNUC__)
    __builtin_prefetch(buffer_.get() + begin_);
    const std::size_t to = std::min(end_ + std::min(bytes, kFetchedBytesMax), capacity_);
    for (std::size_t at = end_; at < to; at += kLineBytes)
      __builtin_prefetch(buffer_.get() + at, 1);
#endif
  }

  /// Reports whether there is space for `needed` bytes behind the end; turns back to the beginning
  /// of the buffer if it is there.
  [[nodiscard]] bool has_space(std::size_t needed) noexcept {
    if (turn_ != 0) return needed <= begin_ - end_;
    if (needed <= capacity_ - end_) return true;
    if (needed > begin_) return false;
    turn_ = end_;
    end_ = 0;
    return true;
  }

  /// Moves the blocks into a larger buffer, if it may be larger.
  [[nodiscard]] bool grow(std::size_t needed) {
    if (capacity_ >= bytes_max_ || needed > bytes_max_) return false;
    const std::size_t wanted = std::max({kFirstBytes, capacity_ * 2, needed});
    const std::size_t capacity = std::min(wanted, bytes_max_);
    std::unique_ptr<char[]> buffer(new char[capacity]);
    const std::size_t last = turn_ != 0 ? turn_ : end_;
    std::size_t used = last - begin_;
    if (used > 0) std::memcpy(buffer.get(), buffer_.get() + begin_, used);
    if (turn_ != 0) {
      std::memcpy(buffer.get() + used, buffer_.get(), end_);
      used += end_;
    }
    buffer_ = std::move(buffer);
    capacity_ = capacity;
    begin_ = turn_ = 0;
    end_ = used;
    return true;
  }

  const std::size_t bytes_max_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  // Blocks are from begin_ to end_; or, once the writing turned back, from begin_ to turn_ and from
  // 0 to end_. turn_ is 0 if it did not.
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t turn_ = 0;
  std::size_t count_ = 0;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
