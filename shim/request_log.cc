// SPDX-License-Identifier: MIT
#include "shim/request_log.h"

#include <utility>

namespace ucs::shim {

RequestLog::RequestLog(const http::Api& api, const Clock& clock,
                       std::shared_ptr<const LogFilter> filter, Sink sink)
    : api_(api), clock_(clock), sink_(std::move(sink)), filter_(std::move(filter)) {}

void RequestLog::set_filter(std::shared_ptr<const LogFilter> filter) {
  std::atomic_store(&filter_, std::move(filter));
}

void RequestLog::write(const http::Request& request) const {
  const std::shared_ptr<const LogFilter> filter = std::atomic_load(&filter_);
  RequestEntry entry;
  entry.time = clock_.now();
  entry.client = request.client_address.empty() ? "-" : request.client_address;
  entry.request = api_.describe(request);
  entry.pairs = api_.log_pairs(request, *filter);
  sink_(entry);
}

}  // namespace ucs::shim
