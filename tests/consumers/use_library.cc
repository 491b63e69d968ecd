// SPDX-License-Identifier: MIT
// The smallest program on ucs::ucs: one request through the transport-free HTTP layer.
#include <ucs/core.h>
#include <ucs/http.h>

#include <cstdio>

int main() {
  ucs::MemoryStore store;
  ucs::SystemClock clock;
  ucs::Engine engine(store, clock);
  const ucs::http::Api api(engine);

  ucs::http::Request request;
  request.method = "POST";
  request.target = "/genesys/1/cs/services/start";
  request.body = R"({"customer_id":"00027a52JCGY000M"})";
  const ucs::http::Response response = api.handle(request);
  std::printf("ucs::ucs %s: %d %s\n", ucs::kVersion, response.status, response.body.c_str());
  return response.status == 201 && response.body == R"({"service_id":1})" ? 0 : 1;
}
