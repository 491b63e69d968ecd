// SPDX-License-Identifier: MIT
//
// What the benchmarks share: the request they send, an API to send it to, and the figures they
// report.
#pragma once

#include <ucs/core.h>
#include <ucs/http.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace ucs::bench {

/// A start of a booking in 600 bytes: every event field and two extensions, as in the documents.
inline constexpr std::string_view kStartBody =
    R"({"customer_id":"00027a52JCGY000M","service_type":"booking","est_duration":3600,)"
    R"("timestamp":"2026-03-01T12:00:00.000Z","session_id":"11000ABC-80236C1A-1010",)"
    R"("interaction_id":"123ABC908ABFFD8080","application_type":400,"application_id":40,"resource_type":200,)"
    R"("resource_id":5005,"media_type":"voice","Feedback":{"FeedbackType":"survey","rating":7,)"
    R"("notes":"warm welcome at frontdesk, thanks for the nice trip, and see you again, soon!"},)"
    R"("Satisfaction":[{"rating":2,"pertinence":8,"usefull":true,"place":"Terranova mexico resort"},)"
    R"({"rating":8,"pertinence":4,"usefull":false,"place":"Fancy resort Paris"}]})";
static_assert(kStartBody.size() == 600);

/// Returns the start body for a customer, as large as kStartBody. Customers are numbered from 0 to
/// 10^16 - 1.
[[nodiscard]] std::string start_body(std::size_t customer);

/// The whole stack but the socket.
struct Fixture {
  MemoryStore store;
  SystemClock clock;
  Engine engine{store, clock};
  http::Api api{engine};

  /// Starts `services` services, `services_per_customer` for each customer.
  void fill(std::size_t services, std::size_t services_per_customer);
};

/// Returns a POST of `body` to `path` of the v85 dialect.
[[nodiscard]] http::Request post(std::string_view path, std::string body);

/// Returns a GET of `path` of the v85 dialect.
[[nodiscard]] http::Request get(std::string_view path);

/// A figure of the report: what was measured beside its baseline, both names of benchmarks of the
/// run.
struct Figure {
  const char* what;
  const char* measured;
  const char* baseline;
  const char* target;
  /// Whether the ratio compares rates (higher is better) instead of times.
  bool is_rate = false;
};

/// Adds a line to the report that closes the run.
void add_figure(const Figure& figure);

/// Adds `name: value` to the report.
void add_value(const std::string& name, const std::string& value);

/// Returns the resident memory of a process in KiB, or 0. "self" names this one.
[[nodiscard]] std::size_t resident_kib(const std::string& process);

}  // namespace ucs::bench
