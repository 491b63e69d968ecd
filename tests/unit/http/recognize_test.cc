// SPDX-License-Identifier: MIT
// What a request is for, told without carrying it out.
#include <ucs/core.h>
#include <ucs/http.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.h"
#include "tests/support/every_operation.h"

namespace {

using ucs::Dialect;
using ucs::http::Api;
using ucs::http::ApiOptions;
using ucs::http::operation_names;
using ucs::http::Recognized;
using ucs::http::Request;

struct Server {
  explicit Server(const ApiOptions& options = {}) : api(engine, options) {}

  ucs::MemoryStore store;
  ucs::SystemClock clock;
  ucs::Engine engine{store, clock};
  Api api;
};

TEST_CASE("every operation has a name of its own") {
  const std::vector<std::string_view> names = operation_names();
  CHECK(names.size() == ucs::http::operations().size());
  CHECK(std::set<std::string_view>(names.begin(), names.end()).size() == names.size());
  for (const std::string_view name : names) {
    CAPTURE(name);
    CHECK_FALSE(name.empty());
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
  }
}

TEST_CASE("a request of every operation is recognized, in both dialects") {
  const Server server;
  for (const std::string base : {"", "/genesys/1/cs"}) {
    for (const ucs::http::Operation& operation : ucs::http::operations()) {
      if (!base.empty() && operation.served_in == ucs::http::ServedIn::kV81) continue;
      const std::string path = ucs::tests::filled(operation.path, "x");
      const Request request{std::string(operation.method), base + path + "?a=b", {}, ""};
      const Recognized recognized = server.api.recognize(request);
      CAPTURE(request.target);
      CHECK(recognized.operation == operation.name);
      CHECK(recognized.path == path);
      CHECK(recognized.dialect == (base.empty() ? Dialect::kV81 : Dialect::kV85));
      CHECK(recognized.tenant.empty());
    }
  }
}

TEST_CASE("HEAD is recognized as the GET it stands for") {
  const Server server;
  CHECK(server.api.recognize({"HEAD", "/services/1", {}, ""}).operation == "query_service");
}

TEST_CASE("what is no operation has no name, but a path and a dialect") {
  const Server server;
  const Request unknown{"GET", "/genesys/1/cs/nothing?x", {}, ""};
  CHECK(server.api.recognize(unknown).operation.empty());
  CHECK(server.api.recognize(unknown).path == "/nothing");
  CHECK(server.api.recognize(unknown).dialect == Dialect::kV85);
  const Request no_method{"PUT", "/services/start", {}, ""};
  CHECK(server.api.recognize(no_method).operation.empty());
  CHECK(server.api.recognize({"", "", {}, ""}).path.empty());

  ApiOptions options;
  options.serves_v81 = false;
  const Server narrow(options);
  const Request elsewhere{"GET", "/services/1", {}, ""};
  CHECK(narrow.api.recognize(elsewhere).operation.empty());
  CHECK(narrow.api.recognize(elsewhere).path == "/services/1");
}

TEST_CASE("the tenant is recognized by DBID and by name, and one that is none is empty") {
  ApiOptions options;
  options.tenants = {{101, "airline"}, {102, "hotel"}};
  const Server server(options);
  const auto tenant = [&](const std::string& value) {
    return server.api.recognize({"GET", "/services/1", {{"contactcenterid", value}}, ""}).tenant;
  };
  CHECK(tenant("hotel") == "102");
  CHECK(tenant("101") == "101");
  CHECK(tenant("bank").empty());
  CHECK(server.api.recognize({"GET", "/services/1", {}, ""}).tenant.empty());
}

}  // namespace
