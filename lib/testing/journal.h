// SPDX-License-Identifier: MIT
//
// The journal of a fake, as it is kept. To keep a request costs copying it into one buffer that
// mostly is there already; what it was for is found out when somebody asks.
#pragma once

#include <ucs/testing/journal.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

/// The last requests. Thread-safe.
class Journal {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  explicit Journal(const JournalOptions& options);

  /// Whether it keeps anything.
  [[nodiscard]] bool is_on() const noexcept { return options_.requests_max > 0; }

  /// Keeps a request and its answer, of which no more is to come, and wakes those who wait. O(1)
  /// but for the bytes.
  void record(const http::Request& request, const http::Response& response, Timestamp time,
              std::string_view fault);

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

  /// Returns when the version is another one than `version`, or at the deadline; reports whether it
  /// is another one.
  [[nodiscard]] bool wait_for_change(std::uint64_t version, Deadline deadline);

 private:
  struct Slot {
    std::uint64_t number = 0;
    Timestamp time{};
    int status = 0;
    std::size_t body_bytes = 0;
    std::size_t response_body_bytes = 0;
    /// Method, target, body, body of the answer, fault, then names and values of headers, each
    /// behind its size.
    std::string packed;
  };

  [[nodiscard]] JournalEntry unpacked(const Slot& slot) const;
  [[nodiscard]] bool is_masked(std::string_view header) const noexcept;
  void pack(std::string& out, const http::Request& request, const http::Response& response,
            std::string_view fault) const;
  void drop_first();
  void forget();

  const JournalOptions options_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::size_t waiting_ = 0;
  std::uint64_t version_ = 0;
  std::uint64_t recorded_ = 0;
  std::uint64_t dropped_ = 0;
  std::size_t bytes_ = 0;
  std::deque<Slot> slots_;
  std::string spare_;  // the buffer of an entry that was dropped, to be used again
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
