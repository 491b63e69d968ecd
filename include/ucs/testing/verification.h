// SPDX-License-Identifier: MIT
//
// Questions to the journal of a fake: whether a client sent what it should, how often, and in which
// order.
//
//   fake.verify(operation("complete_task").times(2));
//   fake.verify(operation("complete_service").path("/services/7/end").status(409).never());
//   fake.verify_in_order({operation("start_task"), operation("complete_task")});
//   fake.eventually(std::chrono::seconds(2), operation("start_service").at_least(1));
//
// All of it is plain values; Requests is the short way to write them.
#pragma once

#include <ucs/error.h>
#include <ucs/http.h>
#include <ucs/testing/conditions.h>

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

/// A member that the body of a request, a JSON object, must have.
struct BodyMember {
  /// Its name; or, if that begins with a slash, a JSON Pointer (RFC 6901) through objects:
  /// `/to/state_type`.
  std::string name;
  /// Its value as JSON text. The order of an object's members and white space make no difference;
  /// numbers are compared as they are written.
  std::string json;
};

/// Which requests of the journal are meant: those that satisfy all of it. The default means all.
struct RequestQuery {
  RequestConditions when{};
  std::vector<BodyMember> body{};
  /// Headers that must be there: names in any case, values exactly. What the journal masks is `***`
  /// here, too.
  std::vector<http::Header> headers{};
  /// What the client was given; 0: no answer.
  std::optional<int> status{};
  /// The name of the fault that touched it.
  std::string fault{};
};

/// How many requests of a kind there must be.
struct Expectation {
  RequestQuery query{};
  std::size_t at_least = 1;
  std::size_t at_most = std::numeric_limits<std::size_t>::max();
};

/// Writes a RequestQuery, and an Expectation of it, in one line. Each method returns a changed
/// copy.
class Requests {
 public:
  /// Means all requests.
  Requests() = default;

  [[nodiscard]] Requests operation(std::string name) const {
    return with([&](RequestQuery& query) { query.when.operation = std::move(name); });
  }
  [[nodiscard]] Requests method(std::string name) const {
    return with([&](RequestQuery& query) { query.when.method = std::move(name); });
  }
  [[nodiscard]] Requests path(std::string pattern) const {
    return with([&](RequestQuery& query) { query.when.path = std::move(pattern); });
  }
  [[nodiscard]] Requests tenant(std::string dbid_or_name) const {
    return with([&](RequestQuery& query) { query.when.tenant = std::move(dbid_or_name); });
  }
  /// As BodyMember.
  [[nodiscard]] Requests body_has(std::string name, std::string json) const {
    return with([&](RequestQuery& query) {
      query.body.push_back({std::move(name), std::move(json)});
    });
  }
  [[nodiscard]] Requests header(std::string name, std::string value) const {
    return with([&](RequestQuery& query) {
      query.headers.push_back({std::move(name), std::move(value)});
    });
  }
  [[nodiscard]] Requests status(int status) const {
    return with([&](RequestQuery& query) { query.status = status; });
  }
  [[nodiscard]] Requests fault(std::string name) const {
    return with([&](RequestQuery& query) { query.fault = std::move(name); });
  }

  [[nodiscard]] Expectation times(std::size_t count) const { return {query_, count, count}; }
  [[nodiscard]] Expectation never() const { return times(0); }
  [[nodiscard]] Expectation at_least(std::size_t count) const { return {query_, count}; }
  [[nodiscard]] Expectation at_most(std::size_t count) const { return {query_, 0, count}; }

  [[nodiscard]] const RequestQuery& query() const noexcept { return query_; }
  // NOLINTBEGIN(google-explicit-constructor): what takes a query, or expects one, takes these
  operator RequestQuery() const { return query_; }
  /// At least one.
  operator Expectation() const { return at_least(1); }
  // NOLINTEND(google-explicit-constructor)

 private:
  template <class Change>
  [[nodiscard]] Requests with(const Change& change) const {
    Requests copy = *this;
    change(copy.query_);
    return copy;
  }

  RequestQuery query_;
};

/// Means all requests.
[[nodiscard]] inline Requests requests() { return {}; }
/// Means the requests of an operation.
[[nodiscard]] inline Requests operation(std::string name) {
  return requests().operation(std::move(name));
}

/// What came out: a bool with a reason.
struct [[nodiscard]] Verification {
  bool is_met = false;
  /// Why not, for people: what was expected, what there was, and which entries came closest, with
  /// what differs. Empty if it is met.
  std::string message{};
  /// Why there was nothing to verify: the expectation itself is wrong. Its message is in `message`,
  /// too. Nothing in all other cases.
  std::optional<Error> refusal{};

  [[nodiscard]] explicit operator bool() const noexcept { return is_met; }
};

/// Tells what is wrong with a query, for a server with these tenants: the errors of
/// check_conditions; invalid_field: the value of a body member is not JSON, its name is empty, or
/// the status is neither 0 nor one of 100 to 599.
[[nodiscard]] Result<void> check_query(const RequestQuery& query,
                                       const std::vector<http::Tenant>& tenants);

/// Tells likewise what is wrong with an expectation; invalid_field also: `at_most` is less than
/// `at_least`.
[[nodiscard]] Result<void> check_expectation(const Expectation& expectation,
                                             const std::vector<http::Tenant>& tenants);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
