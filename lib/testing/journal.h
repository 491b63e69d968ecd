// SPDX-License-Identifier: MIT
//
// The journal of a fake, as it is kept. To keep a request costs copying it into one buffer; what it
// was for is found out when somebody asks.
#pragma once

#include <ucs/testing/journal.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "lib/testing/byte_ring.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// Stands for the value of a header that is kept secret.
inline constexpr std::string_view kMask = "***";

/// The last requests. Thread-safe.
class Journal {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  explicit Journal(const JournalOptions& options);

  /// Whether it keeps anything.
  [[nodiscard]] bool is_on() const noexcept { return options_.requests_max > 0; }

  /// What a fault did to a request.
  struct Touch {
    std::string_view fault{};  // its name; empty if there was none
    /// How much of the answer's body is delivered.
    std::size_t body_bytes = std::string_view::npos;
  };

  /// Keeps a request and its answer, of which no more is to come, and wakes those who wait. O(1)
  /// but for the bytes.
  void record(const http::Request& request, const http::Response& response, Timestamp time,
              const Touch& touch);

  /// What is kept, in order, and how many requests are not kept any more since the last clear. Of
  /// the entries, what the routes tell is not filled in: path, operation and tenant.
  struct Contents {
    std::vector<JournalEntry> entries;
    std::uint64_t dropped = 0;
    /// Changes with each change of the journal.
    std::uint64_t version = 0;
  };
  [[nodiscard]] Contents contents() const;

  /// Forgets all entries; numbers go on.
  void clear();
  /// Forgets all entries; numbers begin anew.
  void reset();

  /// Returns when the version is another one than `version`, at the deadline, or when waits end;
  /// reports whether it is another one.
  [[nodiscard]] bool wait_for_change(std::uint64_t version, Deadline deadline);

  /// Ends all waits, now and from now on.
  void end_waits();

 private:
  /// The fixed part of an entry, behind which its texts stand: method, target, body, body of the
  /// answer, fault, and then names and values of headers, each behind its size.
  struct Head;

  [[nodiscard]] bool is_masked(std::string_view header) const noexcept;
  [[nodiscard]] char* make_space(std::size_t bytes);
  void forget();

  const JournalOptions options_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::size_t waiting_ = 0;
  bool are_waits_ended_ = false;
  std::uint64_t version_ = 0;
  std::uint64_t recorded_ = 0;
  std::uint64_t dropped_ = 0;
  ByteRing entries_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
