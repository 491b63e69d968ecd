// SPDX-License-Identifier: MIT
//
// What a fake was asked, and what it answered: the last requests, within bounds, for tests that
// verify what a client did (ucs/testing/verification.h) and for people who want to know why.
#pragma once

#include <ucs/http.h>
#include <ucs/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

/// What a journal keeps.
struct JournalOptions {
  /// How many requests, the last ones; 0: there is no journal.
  std::size_t requests_max = 1000;
  /// The bytes of all of them together. Of more the oldest go first; a request that has more alone
  /// is not kept at all.
  std::size_t bytes_max = std::size_t{8} << 20U;
  /// The bytes of one body, of a request or an answer; what is longer is cut.
  std::size_t body_bytes_max = std::size_t{64} << 10U;
  /// Headers, in any case, whose value nobody shall read: `***` stands in its place.
  std::vector<std::string> masked_headers = {"Authorization", "Proxy-Authorization", "Cookie",
                                             "X-Api-Key"};
};

/// One request, and the answer it got.
struct JournalEntry {
  /// Counts the requests of a fake from 1, in the order in which they were carried out.
  std::uint64_t number = 0;
  /// When it was carried out, by the fake's clock.
  Timestamp time{};
  std::string method;
  /// Path and query as sent.
  std::string target;
  /// The path below the base path of its dialect, without the query, as sent.
  std::string path;
  /// A name of http::operation_names; empty if there is none under this path and method.
  std::string operation;
  /// The key of the tenant it named, its DBID; empty if it named none.
  std::string tenant;
  std::vector<http::Header> headers;
  /// The beginning of the body; it was cut if it has less than `body_bytes`.
  std::string body;
  std::size_t body_bytes = 0;
  /// What the client was given; 0 if it was given no answer.
  int status = 0;
  std::string response_body;
  std::size_t response_body_bytes = 0;
  /// The name of the fault that touched it; empty if none did.
  std::string fault;
};

/// Returns an entry in one line, for people: `#7 POST "/services/1/end" complete_service 204`. A
/// long target is cut. The form may change.
[[nodiscard]] std::string describe(const JournalEntry& entry);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
