// SPDX-License-Identifier: MIT
#include "lib/control/handler.h"

#include <utility>

namespace ucs::control {
namespace {

/// Lets scripts of the origins that may use the API name a namespace, too.
void allow_header(const http::Request& request, http::Response& response) {
  if (request.method != "OPTIONS") return;
  for (http::Header& header : response.headers) {
    if (header.name == "Access-Control-Allow-Headers")
      header.value.append(", ").append(kNamespaceHeader);
  }
}

}  // namespace

Handler::Handler(testing::Fake base, Options options)
    : namespaces_(std::move(base), std::move(options.namespaces)),
      api_(namespaces_.base().engine(), namespaces_.base().api_options()),
      control_(namespaces_, std::move(options.token)) {}

testing::Exchange Handler::handle(const http::Request& request) {
  try {
    testing::Exchange exchange = carry_out(request);
    allow_header(request, exchange.response);
    return exchange;
  } catch (...) {
    // Only memory can run out here. This answer needs none.
    testing::Exchange exchange;
    exchange.response.status = 500;
    return exchange;
  }
}

testing::Exchange Handler::carry_out(const http::Request& request) {
  if (is_control_request(request)) return {control_.handle(request), {}};
  const auto space = namespaces_.use(request);
  if (!space) return {api_.refuse(request, space.error()), {}};
  return space->fake().exchange(request);
}

http::Response Handler::refuse(const http::Request& request, const Error& error) {
  if (is_control_request(request)) return control_.refuse(request, error);
  const auto space = namespaces_.use(request);
  return space ? space->fake().refuse(request, error) : api_.refuse(request, error);
}

std::size_t Handler::body_bytes_max() const { return api_.options().body_bytes_max; }

std::string Handler::describe(const http::Request& request) const {
  return is_control_request(request) ? ControlApi::describe(request) : api_.describe(request);
}

void Handler::tick() {
  namespaces_.settle();
  namespaces_.reap();
}

}  // namespace ucs::control
