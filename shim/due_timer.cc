// SPDX-License-Identifier: MIT
#include "shim/due_timer.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace ucs::shim {
namespace {

// Changes of one call: enough to lose no time, few enough that stopping does not wait long.
constexpr std::size_t kChangesMax = 1000;

}  // namespace

DueTimer::DueTimer(Engine& engine, std::vector<Text> tenants, Report report,
                   std::chrono::milliseconds interval)
    : engine_(engine), report_(std::move(report)), interval_(interval) {
  for (Text& name : tenants) {
    Tenant tenant;
    tenant.scope.tenant = std::move(name);
    tenants_.push_back(std::move(tenant));
  }
  thread_ = std::thread([this] { run(); });
}

DueTimer::~DueTimer() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  stopping_.notify_one();
  thread_.join();
}

bool DueTimer::is_stopping() {
  const std::lock_guard lock(mutex_);
  return is_stopping_;
}

void DueTimer::serve(Tenant& tenant) {
  while (!is_stopping()) {
    const auto outcome = engine_.run_due(kChangesMax, tenant.scope);
    if (!outcome && !tenant.has_failed) report_(tenant.scope.tenant, outcome.error());
    tenant.has_failed = !outcome;
    if (!outcome || outcome->total() < kChangesMax) return;
  }
}

void DueTimer::run() {
  auto next = std::chrono::steady_clock::now();
  for (;;) {
    for (Tenant& tenant : tenants_) serve(tenant);
    // Counted from the last start, so that the work does not lengthen the interval; at least from
    // now, so that late calls are not made up for.
    next = std::max(next + interval_, std::chrono::steady_clock::now());
    std::unique_lock lock(mutex_);
    if (stopping_.wait_until(lock, next, [this] { return is_stopping_; })) return;
  }
}

}  // namespace ucs::shim
