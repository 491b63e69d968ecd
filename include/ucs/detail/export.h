// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/call_store.h>
#include <ucs/export.h>
#include <ucs/lifecycle.h>

#include <algorithm>

namespace ucs {
inline namespace v0 {

inline Result<std::vector<ServicePtr>> ExportCursor::next_page() {
  if (is_at_end_) return std::vector<ServicePtr>();
  auto page =
      detail::call_store([&] { return store_->scan(range_.tenant, after_, kPageServicesMax); });
  if (!page) return page;
  is_at_end_ = page->size() < kPageServicesMax || page->back()->id >= range_.last;
  if (!page->empty()) after_ = page->back()->id;
  const Timestamp now = clock_->now();
  const auto is_left_out = [&](const ServicePtr& service) {
    return service->id > range_.last || lifecycle::is_expired(*service, now) ||
           !lifecycle::is_exported(*service, range_.filter);
  };
  page->erase(std::remove_if(page->begin(), page->end(), is_left_out), page->end());
  return page;
}

}  // namespace v0
}  // namespace ucs
