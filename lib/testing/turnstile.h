// SPDX-License-Identifier: MIT
//
// Lets many through at once, or one alone.
#pragma once

#include <ucs/detail/stripe.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace ucs {
inline namespace v0 {
namespace testing {

/// Many pass at once, without a lock and mostly without sharing a cache line, until somebody wants
/// to be alone: who comes then waits, and who is inside leaves first. Not recursive: who is inside
/// must not wait for being alone, nor pass again. Thread-safe.
class Turnstile {
  struct alignas(64) Stripe {
    std::atomic<std::int64_t> inside{0};
  };

 public:
  /// Somebody is inside as long as this lives.
  class Pass {
   public:
    explicit Pass(Turnstile& turnstile)
        : turnstile_(turnstile), stripe_(turnstile.stripes_[ucs::detail::thread_stripe(kStripes)]) {
      turnstile_.enter(stripe_);
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    ~Pass() { turnstile_.leave(stripe_); }

   private:
    Turnstile& turnstile_;
    Stripe& stripe_;
  };

  /// Somebody is alone as long as this lives. Several come one after the other.
  class Alone {
   public:
    explicit Alone(Turnstile& turnstile) : turnstile_(turnstile), one_(turnstile.alone_mutex_) {
      turnstile_.close();
    }
    Alone(const Alone&) = delete;
    Alone& operator=(const Alone&) = delete;
    ~Alone() { turnstile_.open(); }

   private:
    Turnstile& turnstile_;
    const std::lock_guard<std::mutex> one_;
  };

 private:
  static constexpr std::size_t kStripes = 16;

  // Each side writes first and looks then, in one order that all agree on: either the one who
  // enters sees that it is closed, or the one who closes sees somebody inside.
  void enter(Stripe& stripe) {
    for (;;) {
      stripe.inside.fetch_add(1);
      if (!is_closed_.load()) return;
      leave(stripe);
      std::unique_lock lock(mutex_);
      opened_.wait(lock, [this] { return !is_closed_.load(); });
    }
  }

  void leave(Stripe& stripe) {
    stripe.inside.fetch_sub(1);
    if (!is_closed_.load()) return;
    const std::lock_guard lock(mutex_);
    left_.notify_one();
  }

  void close() {
    std::unique_lock lock(mutex_);
    is_closed_.store(true);
    left_.wait(lock, [this] { return inside() == 0; });
  }

  void open() {
    {
      const std::lock_guard lock(mutex_);
      is_closed_.store(false);
    }
    opened_.notify_all();
  }

  [[nodiscard]] std::int64_t inside() const {
    std::int64_t sum = 0;
    for (const Stripe& stripe : stripes_) sum += stripe.inside.load();
    return sum;
  }

  std::array<Stripe, kStripes> stripes_;
  std::atomic<bool> is_closed_{false};
  std::mutex alone_mutex_;  // held by the one who is alone, or about to be
  std::mutex mutex_;        // of the two waits
  std::condition_variable opened_;
  std::condition_variable left_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
