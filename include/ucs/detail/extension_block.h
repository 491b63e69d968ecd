// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/assert.h>
#include <ucs/detail/prefetch.h>
#include <ucs/text.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace detail {

/// An immutable array of names and values in one block of memory, shared by all copies:
///
///   header | held values | entries | names and packed values
///
/// Among a million services nothing of one is in a cache, so each block less is a wait less. A
/// value of more than kPackedBytesMax bytes is held as a Text, which a changed copy shares. At most
/// 4 GiB of names and packed values (asserted). Const methods are thread-safe.
class ExtensionBlock {
 public:
  static constexpr std::size_t kPackedBytesMax = 256;

  /// What an entry is made of. `text` is the value as a text, if there is one; it saves a copy of a
  /// value that is held.
  struct Item {
    std::string_view name;
    std::string_view value;
    const Text* text = nullptr;
  };

  ExtensionBlock() noexcept = default;
  /// Makes an array of `count` items in their order.
  inline ExtensionBlock(const Item* items, std::size_t count);
  ExtensionBlock(const ExtensionBlock& other) noexcept : header_(other.header_) {
    if (header_ != nullptr) header_->references.fetch_add(1, std::memory_order_relaxed);
  }
  ExtensionBlock(ExtensionBlock&& other) noexcept
      : header_(std::exchange(other.header_, nullptr)) {}
  ExtensionBlock& operator=(ExtensionBlock other) noexcept {
    std::swap(header_, other.header_);
    return *this;
  }
  ~ExtensionBlock() {
    if (header_ != nullptr && header_->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
      destroy(header_);
  }

  /// Returns where the block begins, or null: for preload, by those who keep it where they see it
  /// sooner.
  [[nodiscard]] const void* begin() const noexcept { return header_; }

  /// Asks the processor to load the block that begins there, or the first of it. Nothing is read:
  /// the block may be gone.
  static void preload(const void* begin) noexcept {
    if (begin != nullptr) prefetch(begin, kPreloadedBytes);
  }

  [[nodiscard]] std::size_t size() const noexcept { return header_ == nullptr ? 0 : header_->size; }

  [[nodiscard]] std::string_view name(std::size_t index) const noexcept {
    const Entry& entry = entries(header_)[index];
    return {characters(header_) + entry.name_begin, entry.name_size};
  }
  [[nodiscard]] std::string_view value(std::size_t index) const noexcept {
    const Entry& entry = entries(header_)[index];
    if (entry.value_size == kHeld) return held(header_)[entry.value_begin].view();
    return {characters(header_) + entry.value_begin, entry.value_size};
  }
  [[nodiscard]] Item item(std::size_t index) const noexcept {
    const Entry& entry = entries(header_)[index];
    const bool is_held = entry.value_size == kHeld;
    return {name(index), value(index), is_held ? held(header_) + entry.value_begin : nullptr};
  }

 private:
  struct alignas(Text) Header {
    std::atomic<std::uint32_t> references;
    std::uint32_t size;
    std::uint32_t held;
  };
  struct Entry {
    std::uint32_t name_begin;  // in the characters
    std::uint32_t name_size;
    std::uint32_t value_begin;  // in the characters; of a value that is held its index
    std::uint32_t value_size;   // or kHeld
  };
  static constexpr std::size_t kPreloadedBytes = 512;
  static constexpr std::uint32_t kHeld = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] static Text* held(Header* header) noexcept {
    return reinterpret_cast<Text*>(header + 1);
  }
  [[nodiscard]] static Entry* entries(Header* header) noexcept {
    return reinterpret_cast<Entry*>(held(header) + header->held);
  }
  [[nodiscard]] static char* characters(Header* header) noexcept {
    return reinterpret_cast<char*>(entries(header) + header->size);
  }

  [[nodiscard]] static bool is_held(const Item& item) noexcept {
    return item.value.size() > kPackedBytesMax;
  }

  static void destroy(Header* header) noexcept {
    std::destroy_n(held(header), header->held);
    header->~Header();
    ::operator delete(header);
  }

  Header* header_ = nullptr;
};

// By way of the other constructor, so that what is here already is freed if memory runs out.
inline ExtensionBlock::ExtensionBlock(const Item* items, std::size_t count) : ExtensionBlock() {
  if (count == 0) return;
  std::size_t held_values = 0;
  std::size_t bytes = 0;
  for (const Item* item = items; item != items + count; ++item) {
    held_values += is_held(*item) ? 1U : 0U;
    bytes += item->name.size() + (is_held(*item) ? 0U : item->value.size());
  }
  UCS_ASSERT(count < kHeld && bytes < kHeld);
  void* memory =
      ::operator new(sizeof(Header) + held_values * sizeof(Text) + count * sizeof(Entry) + bytes);
  const auto held_count = static_cast<std::uint32_t>(held_values);
  header_ = new (memory) Header{{1}, 0, held_count};
  std::uninitialized_default_construct_n(held(header_), held_values);
  header_->size = static_cast<std::uint32_t>(count);
  Entry* entry = entries(header_);
  char* const text = characters(header_);
  std::uint32_t next_held = 0;
  std::uint32_t end = 0;
  const auto append = [&](std::string_view part) {
    if (!part.empty()) std::memcpy(text + end, part.data(), part.size());
    return std::exchange(end, end + static_cast<std::uint32_t>(part.size()));
  };
  for (const Item* item = items; item != items + count; ++item, ++entry) {
    const std::uint32_t name_begin = append(item->name);
    const auto name_size = static_cast<std::uint32_t>(item->name.size());
    if (is_held(*item)) {
      held(header_)[next_held] = item->text == nullptr ? Text(item->value) : *item->text;
      new (entry) Entry{name_begin, name_size, next_held++, kHeld};
    } else {
      const std::uint32_t value_begin = append(item->value);
      new (entry)
          Entry{name_begin, name_size, value_begin, static_cast<std::uint32_t>(item->value.size())};
    }
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
