// SPDX-License-Identifier: MIT
//
// The memory store of a fake, which fails when a fault wants it to.
#pragma once

#include <ucs/detail/forwarding_store.h>
#include <ucs/error.h>
#include <ucs/memory_store.h>
#include <ucs/store.h>

#include <atomic>
#include <cstdint>
#include <string_view>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {

/// Passes every call on. While a Failure lives, the writes of its thread fail. Thread-safe.
/// Ids that a failed write took are not handed out again.
class FaultyStore final : public ucs::detail::ForwardingStore<MemoryStore> {
 public:
  /// `counts_changes` is whether `changes` tells anything.
  FaultyStore(MemoryStore& store, bool counts_changes)
      : ForwardingStore(store), counts_changes_(counts_changes) {}

  /// Returns how often it was called to write, or to take ids.
  [[nodiscard]] std::uint64_t changes() const noexcept { return changes_.load(); }

  enum class Moment {
    kBefore,  ///< nothing is written
    kAfter,   ///< what is written stays
  };

  /// Lets every write of this thread fail with `error`, as long as it lives. They nest; the
  /// innermost counts.
  class Failure {
   public:
    Failure(const FaultyStore& store, Moment moment, Error error)
        : store_(store), moment_(moment), error_(std::move(error)), outer_(innermost) {
      innermost = this;
    }
    Failure(const Failure&) = delete;
    Failure& operator=(const Failure&) = delete;
    ~Failure() { innermost = outer_; }

    /// Whether a write failed.
    [[nodiscard]] bool is_used() const noexcept { return is_used_; }

   private:
    friend class FaultyStore;

    const FaultyStore& store_;
    const Moment moment_;
    const Error error_;
    Failure* const outer_;
    bool is_used_ = false;
  };

  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      Revision expected) override {
    return write([&] { return ForwardingStore::put_if(tenant, service, expected); });
  }
  Result<bool> erase_if(std::string_view tenant, ServiceId id, Revision expected) override {
    return write([&] { return ForwardingStore::erase_if(tenant, id, expected); });
  }
  Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                             const SchemaPtr& schema) override {
    return write([&] { return ForwardingStore::create_schema(tenant, kind, schema); });
  }
  Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                    std::int64_t count) override {
    if (counts_changes_) ++changes_;
    return ForwardingStore::allocate_ids(tenant, kind, count);
  }

 private:
  template <class Write>
  [[nodiscard]] Result<bool> write(const Write& pass_on) {
    if (counts_changes_) ++changes_;
    Failure* const failure = innermost;
    if (failure == nullptr || &failure->store_ != this) return pass_on();
    if (failure->moment_ == Moment::kAfter) {
      auto done = pass_on();
      // A write that changed nothing is tried again by the engine.
      if (!done || !*done) return done;
    }
    failure->is_used_ = true;
    return failure->error_;
  }

  static thread_local Failure* innermost;

  const bool counts_changes_;
  std::atomic<std::uint64_t> changes_{0};
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
