// SPDX-License-Identifier: MIT
#include "shim/scheduled_jobs.h"

#include <fmt/format.h>
#include <ucs/requests.h>

#include <algorithm>
#include <utility>

namespace ucs::shim {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr seconds kIntervalMax = hours(24);
constexpr seconds kRetryInterval{60};

/// Returns now - age, or the beginning of time if that is before it.
Timestamp limit_of(Timestamp now, seconds age) {
  return now.time_since_epoch() < Timestamp::duration::min() + age ? Timestamp::min() : now - age;
}

}  // namespace

std::optional<seconds> find_period_type(std::string_view name) noexcept {
  constexpr hours kDay{24};
  if (name == "minutes") return std::chrono::minutes(1);
  if (name == "hours") return hours(1);
  if (name == "days") return kDay;
  if (name == "weeks") return kDay * 7;
  if (name == "months") return kDay * 30;
  if (name == "years") return kDay * 365;
  return std::nullopt;
}

seconds ScheduledJob::age() const {
  return find_period_type(period_type).value_or(seconds(0)) * period;
}

seconds ScheduledJob::interval() const { return std::min(age(), kIntervalMax); }

ScheduledJobs::ScheduledJobs(Engine& engine, const Clock& clock, std::vector<Text> tenants,
                             Report report)
    : engine_(engine), clock_(clock), tenants_(std::move(tenants)), report_(std::move(report)) {}

void ScheduledJobs::set_jobs(const std::vector<ScheduledJob>& jobs) {
  const Timestamp now = clock_.now();
  const std::lock_guard lock(mutex_);
  std::vector<Entry> entries;
  for (const ScheduledJob& job : jobs) {
    const auto former = std::find_if(entries_.begin(), entries_.end(),
                                     [&](const Entry& entry) { return entry.job == job; });
    entries.push_back({job, former == entries_.end() ? now : former->next});
  }
  entries_ = std::move(entries);
}

std::vector<ScheduledJob> ScheduledJobs::take_due(Timestamp now) {
  std::vector<ScheduledJob> due;
  const std::lock_guard lock(mutex_);
  for (Entry& entry : entries_) {
    const Timestamp latest = now + entry.job.interval();
    if (!entry.job.is_enabled) continue;
    if (entry.next <= now) {
      due.push_back(entry.job);
      entry.next = latest;
    }
    entry.next = std::min(entry.next, latest);  // the clock may have been set back
  }
  return due;
}

bool ScheduledJobs::run(const ScheduledJob& job, Timestamp now) {
  const auto operation = find_purge_operation(job.action);
  if (!operation) return true;
  bool is_good = true;
  for (const Text& tenant : tenants_) {
    Scope scope;
    scope.tenant = tenant;
    const auto purged = engine_.purge(*operation, limit_of(now, job.age()), scope);
    const std::string where =
        tenant.view().empty() ? job.name : fmt::format("{}, tenant {}", job.name, tenant.view());
    if (!purged) {
      report_(fmt::format("{}: {} failed: {}", where, job.action, purged.error().message));
      is_good = false;
    } else if (*purged > 0) {
      report_(fmt::format("{}: {} removed {} services", where, job.action, *purged));
    }
  }
  return is_good;
}

void ScheduledJobs::retry_early(const ScheduledJob& job, Timestamp now) {
  const std::lock_guard lock(mutex_);
  for (Entry& entry : entries_) {
    if (entry.job == job) entry.next = std::min<Timestamp>(entry.next, now + kRetryInterval);
  }
}

std::size_t ScheduledJobs::run_due() {
  const Timestamp now = clock_.now();
  const std::vector<ScheduledJob> due = take_due(now);
  for (const ScheduledJob& job : due) {
    if (!run(job, now)) retry_early(job, now);
  }
  return due.size();
}

Ticker::Ticker(std::function<void()> call, std::chrono::milliseconds interval)
    : call_(std::move(call)), interval_(interval), thread_([this] { run(); }) {}

Ticker::~Ticker() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  stopping_.notify_one();
  thread_.join();
}

void Ticker::run() {
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    lock.unlock();
    call_();
    lock.lock();
    stopping_.wait_for(lock, interval_, [this] { return is_stopping_; });
  }
}

}  // namespace ucs::shim
