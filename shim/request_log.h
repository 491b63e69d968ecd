// SPDX-License-Identifier: MIT
//
// The data of requests, in the log, as a filter lets it through.
#pragma once

#include <ucs/clock.h>
#include <ucs/http.h>
#include <ucs/log_filter.h>

#include <functional>
#include <memory>

#include "shim/access_log.h"

namespace ucs::shim {

/// Filters the data of each request. Thread-safe.
class RequestLog {
 public:
  using Sink = std::function<void(const RequestEntry& entry)>;

  /// `api` and `clock` must outlive the log. `sink` is called by write, from any of its threads.
  RequestLog(const http::Api& api, const Clock& clock, std::shared_ptr<const LogFilter> filter,
             Sink sink);

  /// Puts another filter in place of the present one. Requests that are being written may still see
  /// the former one.
  void set_filter(std::shared_ptr<const LogFilter> filter);

  /// Hands the filtered data of the request to the sink.
  void write(const http::Request& request) const;

 private:
  const http::Api& api_;
  const Clock& clock_;
  const Sink sink_;
  std::shared_ptr<const LogFilter> filter_;  // by std::atomic_load and atomic_store only
};

}  // namespace ucs::shim
