// SPDX-License-Identifier: MIT
// Servers of the real executable on one database.
#include <csignal>
#include <string>
#include <utility>

#include "tests/catch.h"
#include "tests/support/postgres_server.h"
#include "tests/support/shim_process.h"

namespace {

using namespace ucs::tests;

const std::string kBase = "/genesys/1/cs";

WireResponse post(const ShimProcess& shim, const std::string& path, const std::string& body) {
  return shim.exchange({"POST", kBase + path, {{"Content-Type", "application/json"}}, body});
}

TEST_CASE("two servers on one database: what one has started the other one goes on with") {
  const PostgresSchema schema;
  ShimProcess one({"--store", schema.url, "--id-scope", "service"});
  const ShimProcess other({"--store", schema.url, "--id-scope", "service"});
  CHECK_THAT(one.announcement(), contains("  store         " + schema.url +
                                          ": everything is kept when the server ends"));
  CHECK(post(one, "/services/start", R"({"customer_id":"c"})").body == R"({"service_id":1})");
  CHECK(post(other, "/services/1/states/start", "{}").body == R"({"state_id":1})");
  CHECK(post(one, "/services/1/states/start", "{}").body == R"({"state_id":2})");
  CHECK(post(other, "/services/start", R"({"customer_id":"c"})").body == R"({"service_id":1001})");
  one.send_signal(SIGKILL);
  CHECK(one.wait() == -SIGKILL);
  CHECK(post(other, "/services/1/states/2/end", "").status == 204);
  const ShimProcess third({"--store", schema.url});
  const auto listed = third.exchange({"GET", kBase + "/customers/c/services", {}, ""});
  CHECK_THAT(listed.body, contains(R"("service_id":1,)"));
  CHECK_THAT(listed.body, contains(R"("service_id":1001,)"));
}

TEST_CASE("a store is copied into a database and out of it, whole") {
  const TemporaryDirectory directory;
  const PostgresSchema schema;
  const std::string from = "sqlite:" + directory.file("from.db");
  const std::string to = "sqlite:" + directory.file("to.db");
  const auto listed = [](const ShimProcess& shim) {
    const std::string query = "/customers/c/services?extensions=*&active_states=1";
    return shim.exchange({"GET", kBase + query, {}, ""}).body;
  };
  const auto stop = [](ShimProcess& shim) {
    shim.send_signal(SIGTERM);
    CHECK(shim.wait() == 0);
  };
  std::string expected;
  {
    ShimProcess shim({"--store", from});
    for (int i = 0; i < 3; ++i)
      CHECK(post(shim, "/services/start", R"({"customer_id":"c","Note":{"n":1.0}})").status == 201);
    CHECK(post(shim, "/services/2/states/start", "{}").status == 201);
    expected = listed(shim);
    stop(shim);
  }
  for (const auto& [source, target] : {std::pair(from, schema.url), std::pair(schema.url, to)}) {
    INFO(target);
    Process copy({"copy", source, target});
    CHECK(copy.wait() == 0);
    CHECK_THAT(copy.stdout_text(), contains("copied and compared: 3 services"));
    ShimProcess shim({"--store", target});
    CHECK(listed(shim) == expected);
    stop(shim);
  }
  const ShimProcess shim({"--store", to});
  CHECK(post(shim, "/services/start", R"({"customer_id":"d"})").status == 201);  // with a new id
  CHECK(listed(shim) == expected);
}

TEST_CASE("a database that cannot be reached ends the server with one line that says why") {
  Process shim({"--store", "postgresql://ucs@127.0.0.1:1/ucs", "--port", "0"});
  CHECK(shim.wait() == 1);
  CHECK_THAT(shim.stderr_text(),
             Catch::Matchers::StartsWith("ucs-shim: cannot open the store: the database cannot be "
                                         "reached: "));
}

TEST_CASE("a database that hangs is answered as 503, and what needs none is served") {
  PostgresServer server;
  const ShimProcess shim({"--store", server.url(), "--store-timeout", "1s"});
  REQUIRE(post(shim, "/services/start", R"({"customer_id":"c"})").status == 201);
  server.pause();
  CHECK(shim.exchange({"GET", kBase + "/services/1", {}, ""}).status == 503);
  CHECK(post(shim, "/services/start", R"({"customer_id":"c"})").status == 503);
  CHECK(shim.exchange({"GET", "/healthz", {}, ""}).status == 200);
  server.resume();
  CHECK(shim.exchange({"GET", kBase + "/services/1", {}, ""}).status == 200);
}

}  // namespace
