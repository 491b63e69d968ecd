// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/call_store.h>
#include <ucs/detail/engine_errors.h>
#include <ucs/engine.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

namespace ucs {
inline namespace v0 {

// What the engine does to many services at once.

inline Result<bool> Engine::apply_due(ServicePtr due, const Scope& scope, Timestamp now,
                                      DueOutcome& outcome) {
  const ServiceId id = due->id;
  for (std::size_t conflicts = 0; conflicts <= options_.conflicts_max; ++conflicts) {
    if (due == nullptr || due->due() > now) return false;
    ServicePtr completed;
    if (due->has_auto_complete()) {
      lifecycle::Context then = context(scope);
      then.now = due->due();
      Service changed = lifecycle::auto_complete(*due, then);
      changed.revision = due->revision + 1;
      completed = std::make_shared<const Service>(std::move(changed));
    }
    const auto applied = detail::call_store([&] {
      return completed == nullptr ? store_.erase_if(scope.tenant, id, due->revision)
                                  : store_.put_if(scope.tenant, completed, due->revision);
    });
    if (!applied) return applied.error();
    if (*applied) {
      ++(completed == nullptr ? outcome.expired : outcome.completed);
      return completed != nullptr && completed->due() <= now;
    }
    auto current = detail::call_store([&] { return store_.get(scope.tenant, id); });
    if (!current) return std::move(current).error();
    due = *std::move(current);
  }
  return detail::too_many_conflicts(id);
}

inline Result<DueOutcome> Engine::run_due(std::size_t limit, const Scope& scope) {
  constexpr std::size_t kPage = 256;
  const Timestamp now = clock_.now();
  DueOutcome outcome;
  while (outcome.total() < limit) {
    const std::size_t before = outcome.total();
    const auto page = detail::call_store(
        [&] { return store_.list_due(scope.tenant, now, std::min(limit - before, kPage)); });
    if (!page) return page.error();
    for (const ServicePtr& due : *page) {
      const auto is_due_again = apply_due(due, scope, now, outcome);
      if (!is_due_again) return is_due_again.error();
      if (*is_due_again) break;  // perhaps before the next one of this page
    }
    // Nothing is due any more, or others have applied the same page.
    if (outcome.total() == before) return outcome;
  }
  return outcome;
}

template <class IsKept>
Result<bool> Engine::erase_unless(ServicePtr service, const Scope& scope, const IsKept& is_kept) {
  const ServiceId id = service->id;
  for (std::size_t conflicts = 0; conflicts <= options_.conflicts_max; ++conflicts) {
    if (service == nullptr || is_kept(*service)) return false;
    auto erased =
        detail::call_store([&] { return store_.erase_if(scope.tenant, id, service->revision); });
    if (!erased || *erased) return erased;
    auto current = detail::call_store([&] { return store_.get(scope.tenant, id); });
    if (!current) return std::move(current).error();
    service = *std::move(current);
  }
  return detail::too_many_conflicts(id);
}

inline Result<std::size_t> Engine::purge(PurgeOperation operation, Timestamp limit,
                                         const Scope& scope) {
  constexpr std::size_t kPage = 256;
  const auto is_kept = [&](const Service& service) {
    return !lifecycle::is_purged(service, operation, limit) ||
           lifecycle::is_expired(service, clock_.now());
  };
  std::size_t purged = 0;
  ServiceId after = std::numeric_limits<ServiceId>::min();
  for (;;) {
    const auto page = detail::call_store([&] { return store_.scan(scope.tenant, after, kPage); });
    if (!page) return page.error();
    for (const ServicePtr& service : *page) {
      const auto erased = erase_unless(service, scope, is_kept);
      if (!erased) return erased.error();
      if (*erased) ++purged;
    }
    if (page->size() < kPage) return purged;
    after = page->back()->id;
  }
}

inline Result<ServiceId> Engine::last_service_id(const Scope& scope) {
  ServiceId low = 0;  // there is a service above it, unless it is `high`
  ServiceId high = id_max(IdKind::kService);
  while (low < high) {
    const ServiceId middle = low + (high - low) / 2;
    const auto above = detail::call_store([&] { return store_.scan(scope.tenant, middle, 1); });
    if (!above) return above.error();
    if (above->empty()) {
      high = middle;
    } else {
      low = std::min(above->front()->id, high);
    }
  }
  return high;
}

inline Result<ExportCursor> Engine::export_services(const ExportFilter& filter,
                                                    const Scope& scope) {
  if (!filter.time_from) {
    return Error{ErrorCode::kMissingField,
                 "time_from is missing; expected a time such as 2026-03-01T12:00:00.000Z",
                 "time_from"};
  }
  if (filter.time_to && *filter.time_to < *filter.time_from) {
    return Error{ErrorCode::kInvalidParameter,
                 "time_to is \"" + format_timestamp(*filter.time_to) +
                     "\"; expected no time before time_from, \"" +
                     format_timestamp(*filter.time_from) + "\"",
                 "time_to"};
  }
  const auto last = last_service_id(scope);
  if (!last) return last.error();
  ExportFilter resolved = filter;
  if (!filter.time_to) resolved.time_to = clock_.now();
  return ExportCursor(store_, clock_, {scope.tenant, resolved, *last});
}

}  // namespace v0
}  // namespace ucs
