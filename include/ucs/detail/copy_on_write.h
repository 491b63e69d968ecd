// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace detail {

/// A value shared by all copies of this handle, until one of them is about to change it and gets a
/// copy of the value for itself. One pointer wide, one allocation. Handles of one value may be used
/// by several threads at once, each handle by one of them; copying one counts as reading it.
template <class T>
class CopyOnWrite {
 public:
  CopyOnWrite() : block_(new Block) {}
  CopyOnWrite(const CopyOnWrite& other) noexcept : block_(other.block_) {
    block_->references.fetch_add(1, std::memory_order_relaxed);
  }
  /// Leaves `other` fit to be destroyed or assigned, and nothing else.
  CopyOnWrite(CopyOnWrite&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  CopyOnWrite& operator=(CopyOnWrite other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~CopyOnWrite() { release(); }

  [[nodiscard]] const T& operator*() const noexcept { return block_->value; }
  [[nodiscard]] const T* operator->() const noexcept { return &block_->value; }

  /// Reports whether nobody shares the value.
  [[nodiscard]] bool is_alone() const noexcept {
    // Others may have read the value before they let go of it; this sees that they did.
    return block_->references.load(std::memory_order_acquire) == 1;
  }

  /// Returns the value to be changed: this handle's own, a copy if others share the present one.
  /// The reference is good until this handle is copied. O(1), or that of a copy.
  [[nodiscard]] T& own() {
    if (!is_alone()) unshare();
    return block_->value;
  }

 private:
  struct Block {
    Block() = default;
    explicit Block(T source) : value(std::move(source)) {}

    std::atomic<std::size_t> references{1};
    T value{};
  };

  void unshare() {
    auto* const copy = new Block(block_->value);
    release();
    block_ = copy;
  }

  void release() noexcept {
    if (block_ != nullptr && block_->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete block_;
  }

  Block* block_;
};

}  // namespace detail
}  // namespace v0
}  // namespace ucs
