// SPDX-License-Identifier: MIT
//
// How much of a server its clients may have at the same time.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>

namespace ucs::server {

class Connection;

/// Lets requests be answered, some at once; others wait for that in the order in which they came,
/// and those beyond are refused. A connection has a place while a request of it is answered.
/// Thread-safe.
class Admission {
 public:
  enum class Entry { kPlace, kWait, kRefused };

  /// `requests_max` counts those that wait, too; it may be less than `places`.
  Admission(std::size_t places, std::size_t requests_max)
      : places_(places), requests_max_(requests_max) {}

  /// Takes a place, or announces that `wait` or `give_up` is called next, or neither. What has
  /// begun (`is_begun`), and goes on, is never refused. Not by who has a place.
  [[nodiscard]] Entry enter(bool is_begun = false);

  /// Takes back what was announced.
  void give_up() noexcept;

  /// Has a connection wait, which belongs to who takes it out by `leave`. False: there is a place
  /// by now, which it has got.
  [[nodiscard]] bool wait(Connection& connection);

  /// Gives a place back. Returns the next connection that waited, which has got it, or null.
  [[nodiscard]] Connection* leave();

 private:
  const std::size_t places_;
  const std::size_t requests_max_;
  std::mutex mutex_;  // guards what follows
  std::size_t taken_ = 0;
  std::size_t waiting_ = 0;  // those in the list, and those that are about to be
  Connection* first_ = nullptr;
  Connection* last_ = nullptr;
};

/// What connections keep for their clients while they wait for them: bodies of which there is more
/// to come, which may have half of it, and answers that are not read. A little is free for each.
/// Thread-safe.
class BufferBudget {
 public:
  static constexpr std::size_t kFreeBytes = std::size_t{16} << 10U;
  enum class Of { kBody, kAnswer };

  explicit BufferBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// Notes that a connection keeps `bytes` in place of `before`. False: that is too much, and
  /// nothing was noted. Less than before is never too much.
  [[nodiscard]] bool change(std::size_t before, std::size_t bytes, Of what) noexcept {
    const std::size_t bytes_max = what == Of::kBody ? bytes_max_ / 2 : bytes_max_;
    std::size_t all = bytes_;
    for (;;) {
      const std::size_t next = all - before + bytes;
      if (bytes > before && bytes > kFreeBytes && next > bytes_max) return false;
      if (bytes_.compare_exchange_weak(all, next)) return true;
    }
  }

  /// Reports whether it is half used up: who makes no headway then takes it away from others.
  [[nodiscard]] bool is_tight() const noexcept { return bytes_ > bytes_max_ / 2; }

 private:
  const std::size_t bytes_max_;
  std::atomic<std::size_t> bytes_{0};
};

/// What all connections of a server share.
struct Shared {
  Admission& admission;
  BufferBudget& budget;
};

}  // namespace ucs::server
