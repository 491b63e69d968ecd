// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/assert.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace detail {

/// An immutable array shared by all copies of this handle: one pointer wide, one allocation, none
/// when empty. Changes return a new array whose elements are copies. Const methods are thread-safe.
template <class T>
class SharedArray {
 public:
  SharedArray() noexcept = default;
  SharedArray(const SharedArray& other) noexcept : block_(other.block_) {
    if (block_ != nullptr) block_->references.fetch_add(1, std::memory_order_relaxed);
  }
  SharedArray(SharedArray&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  SharedArray& operator=(SharedArray other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~SharedArray() {
    if (block_ != nullptr && block_->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
      destroy(block_);
  }

  /// Returns an array of `size` elements, the i-th made from `element(i)`.
  template <class MakeElement>
  [[nodiscard]] static SharedArray generate(std::size_t size, MakeElement&& element) {
    SharedArray result;
    if (size == 0) return result;
    UCS_ASSERT(size <= std::numeric_limits<std::uint32_t>::max());
    result.block_ = new (::operator new(header_bytes() + size * sizeof(T))) Block{{1}, 0};
    T* items = elements(result.block_);
    for (std::size_t i = 0; i < size; ++i) {
      new (items + i) T(element(i));
      ++result.block_->size;
    }
    return result;
  }

  /// Returns a copy with `value` at `index` (at most size()), the elements from there on one place
  /// further.
  [[nodiscard]] SharedArray with_inserted(std::size_t index, const T& value) const {
    UCS_ASSERT(index <= size());
    return generate(size() + 1, [&](std::size_t i) -> const T& {
      if (i == index) return value;
      return (*this)[i < index ? i : i - 1];
    });
  }

  /// Returns a copy with `value` at `index` (less than size()).
  [[nodiscard]] SharedArray with_replaced(std::size_t index, const T& value) const {
    UCS_ASSERT(index < size());
    return generate(size(),
                    [&](std::size_t i) -> const T& { return i == index ? value : (*this)[i]; });
  }

  /// Returns the elements [first, last).
  [[nodiscard]] SharedArray slice(std::size_t first, std::size_t last) const {
    UCS_ASSERT(first <= last && last <= size());
    return generate(last - first, [&](std::size_t i) -> const T& { return (*this)[first + i]; });
  }

  [[nodiscard]] std::size_t size() const noexcept { return block_ == nullptr ? 0 : block_->size; }
  [[nodiscard]] bool empty() const noexcept { return block_ == nullptr; }
  [[nodiscard]] const T& operator[](std::size_t index) const noexcept { return begin()[index]; }
  [[nodiscard]] const T& back() const noexcept { return begin()[size() - 1]; }
  [[nodiscard]] const T* begin() const noexcept {
    return block_ == nullptr ? nullptr : elements(block_);
  }
  [[nodiscard]] const T* end() const noexcept { return begin() + size(); }

 private:
  struct Block {
    std::atomic<std::uint32_t> references;
    std::uint32_t size;
  };

  // A function, because a node type may hold an array of itself while it is still incomplete.
  [[nodiscard]] static constexpr std::size_t header_bytes() noexcept {
    static_assert(alignof(T) <= alignof(std::max_align_t));
    return (sizeof(Block) + alignof(T) - 1) / alignof(T) * alignof(T);
  }

  [[nodiscard]] static T* elements(Block* block) noexcept {
    return reinterpret_cast<T*>(reinterpret_cast<unsigned char*>(block) + header_bytes());
  }

  static void destroy(Block* block) noexcept {
    for (std::size_t i = block->size; i > 0; --i) elements(block)[i - 1].~T();
    block->~Block();
    ::operator delete(block);
  }

  Block* block_ = nullptr;
};

}  // namespace detail
}  // namespace v0
}  // namespace ucs
