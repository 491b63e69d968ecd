// SPDX-License-Identifier: MIT
#include "lib/server/handler.h"

namespace ucs::server {

std::string Handler::describe(const http::Request& request) const {
  return std::string(request.method).append(" ").append(request.target);
}

testing::Exchange ApiHandler::handle(const http::Request& request) {
  return {api_.handle(request), {}};
}

http::Response ApiHandler::refuse(const http::Request& request, const Error& error) {
  return api_.refuse(request, error);
}

std::size_t ApiHandler::body_bytes_max() const { return api_.options().body_bytes_max; }

std::string ApiHandler::describe(const http::Request& request) const {
  return api_.describe(request);
}

}  // namespace ucs::server
