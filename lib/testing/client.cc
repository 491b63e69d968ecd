// SPDX-License-Identifier: MIT
#include <ucs/detail/ascii.h>
#include <ucs/testing/client.h>

#include <algorithm>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

[[nodiscard]] bool has_content_type(const std::vector<http::Header>& headers) {
  return std::any_of(headers.begin(), headers.end(), [](const http::Header& header) {
    return ucs::detail::ascii_lower(header.name) == "content-type";
  });
}

}  // namespace

Client::Client(Fake& fake, ClientOptions options) : fake_(fake), options_(std::move(options)) {
  if (!options_.base)
    options_.base = options_.dialect == Dialect::kV81 ? "" : std::string(http::kV85BasePath);
}

http::Response Client::get(std::string_view path) const { return send("GET", path); }
http::Response Client::post(std::string_view path, std::string_view body) const {
  return send("POST", path, body);
}
http::Response Client::put(std::string_view path, std::string_view body) const {
  return send("PUT", path, body);
}
http::Response Client::del(std::string_view path) const { return send("DELETE", path); }

http::Response Client::send(std::string_view method, std::string_view path, std::string_view body,
                            const std::vector<http::Header>& headers) const {
  http::Request request;
  request.method = method;
  request.target = std::string(*options_.base).append(path);
  request.headers = options_.headers;
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  if (!options_.tenant.empty()) request.headers.push_back({"ContactCenterId", options_.tenant});
  if (!body.empty() && !has_content_type(request.headers))
    request.headers.push_back({"Content-Type", "application/json"});
  request.body = body;
  return fake_.handle(request);
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
