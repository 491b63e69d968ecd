// SPDX-License-Identifier: MIT
#include <ucs/testing/client.h>

#include <string>

#include "tests/catch.h"

namespace {

using ucs::Dialect;
using ucs::testing::Client;
using ucs::testing::ClientOptions;
using ucs::testing::Fake;
using ucs::testing::FakeOptions;

const std::string kStart = R"({"customer_id":"c","service_type":"booking"})";

ClientOptions options_for(Dialect dialect) {
  ClientOptions options;
  options.dialect = dialect;
  return options;
}

TEST_CASE("a client speaks v85 unless told otherwise, under the dialect's own base") {
  Fake fake;
  const Client client(fake);
  const auto started = client.post("/services/start", kStart);
  CHECK(started.status == 201);
  CHECK(started.header("Location") == "/genesys/1/cs/services/1");
  const Client old(fake, options_for(Dialect::kV81));
  CHECK(old.post("/services/start", kStart).header("Location") == "/services/2");
  CHECK(old.get("/services/1").body == client.get("/services/1").body);
}

TEST_CASE("a client puts, deletes, and asks with a query") {
  Fake fake;
  const Client client(fake);
  client.post("/services/start", kStart);
  CHECK(client.put("/services/1/extensions/trip", R"({"to":"Lisbon"})").status == 200);
  CHECK_THAT(client.get("/services/1?extensions=*").body,
             ucs::tests::contains(R"("trip":{"to":"Lisbon"})"));
  CHECK(client.post("/services/1/end").status == 204);
  CHECK(client.del("/services/1").status == 200);
  CHECK(client.get("/services/1").status == 400);
}

TEST_CASE("a client has a base, a tenant and headers if it is told so") {
  FakeOptions fake_options;
  fake_options.api.v81_base_paths = {"/cv"};
  fake_options.api.tenants = {{7, "airline"}};
  Fake fake(fake_options);
  ClientOptions options = options_for(Dialect::kV81);
  options.base = "/cv";
  options.tenant = "airline";
  const Client client(fake, options);
  CHECK(client.post("/services/start", kStart).header("Location") == "/cv/services/1");
  CHECK(fake.store().tenants().value() == std::vector<std::string>{"7"});
  CHECK(Client(fake).get("/services/1").status == 400);  // no tenant

  ClientOptions by_header;
  by_header.headers = {{"ContactCenterId", "7"}};
  CHECK(Client(fake, by_header).get("/services/1").status == 200);
}

TEST_CASE("a body is JSON unless a header says otherwise, and none has no type") {
  Fake fake;
  const Client client(fake);
  CHECK(client.send("POST", "/services/start", kStart, {{"content-type", "text/plain"}}).status ==
        415);
  ClientOptions plain;
  plain.headers = {{"Content-Type", "text/plain"}};
  CHECK(Client(fake, plain).post("/services/start", kStart).status == 415);
  CHECK(client.send("PATCH", "/services/1").status == 405);
  CHECK(client.post("/services/start", "").status == 400);  // missing_field, not 415
}

}  // namespace
