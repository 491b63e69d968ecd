// SPDX-License-Identifier: MIT
#include "lib/testing/front.h"

#include <ucs/detail/quoted.h>

#include <algorithm>
#include <string>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

/// Returns the code whose answer has this status, or the nearest one.
[[nodiscard]] ErrorCode code_of(int status) noexcept {
  switch (status) {
    case 401:
      return ErrorCode::kUnauthorized;
    case 403:
      return ErrorCode::kForbidden;
    case 404:
      return ErrorCode::kNoSuchResource;
    case 405:
      return ErrorCode::kMethodNotAllowed;
    case 409:
      return ErrorCode::kAlreadyCompleted;
    case 413:
      return ErrorCode::kBodyTooLarge;
    case 415:
      return ErrorCode::kUnsupportedMediaType;
    case 429:
      return ErrorCode::kTooManyRequests;
    case 500:
      return ErrorCode::kInternal;
    default:
      return status < 500 ? ErrorCode::kInvalidParameter : ErrorCode::kUnavailable;
  }
}

[[nodiscard]] Error error_of(const FaultRule& rule) {
  return {code_of(rule.action.status),
          "the fault " + ucs::detail::quoted(rule.name) + " of the test", ""};
}

void add_retry_after(const FaultAction& action, http::Response& response) {
  if (action.retry_after)
    response.headers.push_back({"Retry-After", std::to_string(action.retry_after->count())});
}

[[nodiscard]] Exchange nothing(Delivery::Kind kind) {
  Exchange exchange;
  exchange.response.status = 0;
  exchange.delivery.kind = kind;
  return exchange;
}

/// Returns what becomes of an answer whose body the action changes, or delivers in its own way.
[[nodiscard]] Outcome spoiled(http::Response response, const FaultAction& action, Random& random) {
  Outcome outcome;
  outcome.exchange.response = std::move(response);
  std::string& body = outcome.exchange.response.body;
  if (body.empty()) return outcome;
  outcome.is_touched = true;
  Delivery& delivery = outcome.exchange.delivery;
  if (action.kind == FaultKind::kGarble) {
    garble(body, random);
  } else if (action.kind == FaultKind::kTruncate) {
    delivery = {Delivery::Kind::kTruncated, std::min(action.bytes, body.size() - 1), {}};
  } else {
    delivery = {Delivery::Kind::kDribbled, action.bytes, action.pause};
  }
  return outcome;
}

}  // namespace

std::size_t delivered_bytes(const Exchange& exchange) noexcept {
  return exchange.delivery.kind == Delivery::Kind::kTruncated ? exchange.delivery.bytes
                                                              : exchange.response.body.size();
}

Front::Front(Engine& engine, const http::ApiOptions& options, Mode mode)
    : own_gate_(mode), api_(engine, with_gate(options)) {}

http::ApiOptions Front::with_gate(http::ApiOptions options) {
  if (options.mode_gate == nullptr) options.mode_gate = &own_gate_;
  return options;
}

void Front::make_whole(const http::Request& request, http::Response& response) const {
  // A rest would need the front, which may be gone by the time somebody asks for it.
  if (const auto done = response.complete(); !done) response = api_.refuse(request, done.error());
  if (request.method != "HEAD") return;
  response.headers.push_back({"Content-Length", std::to_string(response.body.size())});
  response.body.clear();
}

http::Response Front::refuse(const http::Request& request, const Error& error) const {
  http::Response response = api_.refuse(request, error);
  make_whole(request, response);
  return response;
}

http::Response Front::refusal(const FaultRule& rule, const http::Request& request) const {
  http::Response response = refuse(request, error_of(rule));
  response.status = rule.action.status;
  add_retry_after(rule.action, response);
  return response;
}

Outcome Front::failing(const FaultRule& rule, const http::Request& request,
                       const FaultyStore& store) const {
  const auto moment = rule.action.kind == FaultKind::kFailAfterWrite ? FaultyStore::Moment::kAfter
                                                                     : FaultyStore::Moment::kBefore;
  const FaultyStore::Failure failure(store, moment, error_of(rule));
  Outcome outcome;
  outcome.exchange.response = answer(request);
  outcome.is_touched = failure.is_used();
  if (outcome.is_touched) add_retry_after(rule.action, outcome.exchange.response);
  return outcome;
}

Outcome Front::answer_with(const Fault& fault, const http::Request& request,
                           const FaultyStore& store) const {
  const FaultAction& action = fault.rule->action;
  Random random = fault.random;
  const auto latency =
      action.latency ? draw(*action.latency, random) : std::chrono::milliseconds(0);
  Outcome outcome;
  outcome.is_touched = true;
  switch (action.kind) {
    case FaultKind::kDelay:
      outcome.exchange.response = answer(request);
      break;
    case FaultKind::kStatus:
      outcome.exchange.response = refusal(*fault.rule, request);
      break;
    case FaultKind::kReset:
      outcome.exchange = nothing(Delivery::Kind::kReset);
      break;
    case FaultKind::kEmpty:
      outcome.exchange = nothing(Delivery::Kind::kEmpty);
      break;
    case FaultKind::kTruncate:
    case FaultKind::kGarble:
    case FaultKind::kDribble:
      outcome = spoiled(answer(request), action, random);
      break;
    case FaultKind::kFailBeforeWrite:
    case FaultKind::kFailAfterWrite:
      outcome = failing(*fault.rule, request, store);
      break;
    case FaultKind::kLoseAnswer:
      static_cast<void>(answer(request));
      outcome.exchange = nothing(Delivery::Kind::kReset);
      break;
  }
  outcome.latency = latency;
  outcome.is_touched = outcome.is_touched || latency.count() > 0;
  return outcome;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
