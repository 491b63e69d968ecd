// SPDX-License-Identifier: MIT
//
// Purges that the server carries out by itself (spec 3.6).
#pragma once

#include <ucs/clock.h>
#include <ucs/engine.h>
#include <ucs/error.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace ucs::shim {

/// The longest period of a job: 100 years.
inline constexpr std::chrono::seconds kJobPeriodMax = std::chrono::hours(24) * 365 * 100;

/// Returns the seconds of a period-type: minutes, hours, days, weeks, months (30 days) or years
/// (365 days), as in settings of time. Nothing for another name.
[[nodiscard]] std::optional<std::chrono::seconds> find_period_type(std::string_view name) noexcept;

/// One `[scheduled-job-NN]`: removes what started longer than a period ago.
struct ScheduledJob {
  std::string name;    ///< of its section
  std::string action;  ///< of find_purge_operation
  std::int64_t period = 0;
  std::string period_type;
  bool is_enabled = true;
  std::string where{};  ///< where it was configured

  /// Returns how old, counted from its start, a service must be for the job to remove it.
  [[nodiscard]] std::chrono::seconds age() const;
  /// Returns the time between two runs: the age, and a day at most, so that no service stays a
  /// whole period too long.
  [[nodiscard]] std::chrono::seconds interval() const;
};

[[nodiscard]] inline bool operator==(const ScheduledJob& a, const ScheduledJob& b) {
  return a.name == b.name && a.action == b.action && a.period == b.period &&
         a.period_type == b.period_type && a.is_enabled == b.is_enabled;
}

/// Knows when which job is due, and runs it for every tenant. Thread-safe.
class ScheduledJobs {
 public:
  /// Told of each job that removed something or failed, in words for a log; called by run_due.
  using Report = std::function<void(const std::string& line)>;

  /// `engine` and `clock` must outlive this.
  ScheduledJobs(Engine& engine, const Clock& clock, std::vector<Text> tenants, Report report);

  /// Replaces the jobs. A new or changed one is due at once; one that is as it was keeps its time.
  void set_jobs(const std::vector<ScheduledJob>& jobs);

  /// Runs the enabled jobs that are due, and returns how many those were. One that fails is due
  /// again after its interval, or after a minute if that is shorter; its other tenants are served.
  /// A clock that was set back makes a job due when an interval of it has passed at the latest. One
  /// call at a time. O(n) in the services of the tenants for each job that is due.
  std::size_t run_due();

 private:
  struct Entry {
    ScheduledJob job;
    Timestamp next;
  };

  /// Returns the jobs that are due and sets their next time.
  [[nodiscard]] std::vector<ScheduledJob> take_due(Timestamp now);
  /// Returns whether it succeeded for all tenants.
  [[nodiscard]] bool run(const ScheduledJob& job, Timestamp now);
  void retry_early(const ScheduledJob& job, Timestamp now);

  Engine& engine_;
  const Clock& clock_;
  const std::vector<Text> tenants_;
  const Report report_;
  std::mutex mutex_;  // guards entries_
  std::vector<Entry> entries_;
};

/// Calls something in a thread of its own, at once and then in intervals by a monotonic clock,
/// until it is destroyed; a call in progress is finished first. Not thread-safe; one thread at a
/// time.
class Ticker {
 public:
  Ticker(std::function<void()> call, std::chrono::milliseconds interval);
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;
  ~Ticker();

 private:
  void run();

  const std::function<void()> call_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;  // guards is_stopping_
  std::condition_variable stopping_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace ucs::shim
