// SPDX-License-Identifier: MIT
//
// Reading all services of a tenant, page by page (spec 3.7), so that an export of any size needs
// the memory of one page.
//
//   ucs::ExportFilter filter;
//   filter.time_from = ucs::kTimestampMin;
//   auto cursor = engine.export_services(filter);
//   while (cursor && !cursor->is_at_end()) {
//     const auto services = cursor->next_page();
//     if (!services) break;  // the store failed; next_page may be called again
//     for (const ucs::ServicePtr& service : *services) write(*service);
//   }
#pragma once

#include <ucs/clock.h>
#include <ucs/model.h>
#include <ucs/requests.h>
#include <ucs/result.h>
#include <ucs/store.h>
#include <ucs/text.h>
#include <ucs/types.h>

#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {

/// A place in the services of one tenant, from the lowest id to the highest. Begun by
/// Engine::export_services; the engine's store and clock must outlive it. Holds no lock and no
/// service: writers go on meanwhile. Not thread-safe; one thread at a time.
///
/// What it shows of a store that changes meanwhile:
///
///   * A service that exists from the beginning of the export to its end is judged once, as it is
///     when its page is read, and shown as it is then, whole, with all states and tasks of that
///     moment; or left out, if it does not pass the filter then. No service is shown twice.
///   * A service that is deleted, purged or expires meanwhile is shown if its page was read before.
///   * A service that gets its id after the beginning is not shown. So an export ends, however fast
///     services are started. One that had its id by then, but was stored during the export, may be
///     missed.
///   * Pages are of different moments: of two changes the later one may be shown without the
///     earlier.
class ExportCursor {
 public:
  /// The services of a page.
  static constexpr std::size_t kPageServicesMax = 256;

  /// Reads on by one page of the store, and returns the services of it that pass the filter, in
  /// ascending order of id: kPageServicesMax at most, and perhaps none though others follow. None
  /// at the end. Expired services do not exist. unavailable and internal, from the store; the
  /// cursor then stands where it stood. O(kPageServicesMax).
  [[nodiscard]] inline Result<std::vector<ServicePtr>> next_page();

  /// Reports whether every service was returned.
  [[nodiscard]] bool is_at_end() const noexcept { return is_at_end_; }

 private:
  friend class Engine;

  /// What is exported: the services up to `last` that pass `filter`, which has both times.
  struct Range {
    Text tenant;
    ExportFilter filter;
    ServiceId last;
  };

  ExportCursor(Store& store, const Clock& clock, Range range)
      : store_(&store), clock_(&clock), range_(std::move(range)) {}

  Store* store_;
  const Clock* clock_;
  Range range_;
  ServiceId after_ = std::numeric_limits<ServiceId>::min();
  bool is_at_end_ = false;
};

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/export.h>  // IWYU pragma: export
