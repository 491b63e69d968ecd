// SPDX-License-Identifier: MIT
// The header ContactCenterId: which tenant a request is for, and that tenants share nothing
// (spec 8, 10).
#include <memory>
#include <string>
#include <vector>

#include "tests/support/business_attributes.h"
#include "tests/support/every_operation.h"
#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::http::ApiOptions;
using ucs::http::Header;
using ucs::http::Request;
using ucs::http::Tenant;
using ucs::tests::Answer;
using ucs::tests::base_of;
using ucs::tests::contains;
using ucs::tests::error_answer;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

const std::string kStart = R"({"customer_id":"c","service_type":1})";

ApiOptions with_tenants() {
  ApiOptions options;
  options.tenants = {{101, "Airline"}, {102, "Rail Road"}, {7, "Bus 8"}};
  return options;
}

Error unknown_tenant(const std::string& value) {
  return {ErrorCode::kInvalidTenant,
          "Invalid tenant specified : specified tenant in HTTP header 'ContactCenterId'='" + value +
              "' not configured. Verify configuration.",
          ""};
}

Error no_tenant() {
  return {ErrorCode::kInvalidTenant,
          "Invalid tenant specified : no tenant specified in multi-tenant environment. Verify "
          "configuration and 'ContactCenterId' HTTP header.",
          ""};
}

TEST_CASE("without configured tenants ContactCenterId and GroupId are ignored") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    const std::string path = base_of(dialect) + "/services/start";
    require_created(twins.send("POST", path, kStart));
    require_created(twins.send("POST", path, kStart, {{"ContactCenterId", "101"}}));
    require_created(
        twins.send("POST", path, kStart, {{"ContactCenterId", "x"}, {"ContactCenterId", "y"}}));
    require_created(twins.send("POST", path, kStart, {{"GroupId", "7"}}));
    CHECK(twins.send("GET", base_of(dialect) + "/services/4").status == 200);
    CHECK_THAT(twins.dump(), contains("c: 1@1 2@1 3@1 4@1"));
  }
}

TEST_CASE("a tenant is named by DBID or by name, the header's name in any case") {
  const std::vector<std::vector<Header>> airline = {
      {{"ContactCenterId", "101"}},
      {{"ContactCenterId", "Airline"}},
      {{"contactcenterid", "101"}},
      {{"CONTACTCENTERID", "Airline"}},
      {{"ContactCenterId", " 101\t"}},
      {{"ContactCenterId", "101"}, {"contactcenterid", "101"}},
      {{"GroupId", "102"}, {"ContactCenterId", "101"}},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins(with_tenants());
    const std::string path = base_of(dialect) + "/services/start";
    int id = 0;
    for (const std::vector<Header>& headers : airline) {
      INFO(headers.front().name << ": " << headers.front().value);
      CHECK(twins.send("POST", path, kStart, headers).body ==
            "{\"service_id\":" + std::to_string(++id) + "}");
    }
    CHECK(twins.send("POST", path, kStart, {{"ContactCenterId", "Rail Road"}}).body ==
          R"({"service_id":1})");
    require_created(twins.send("POST", path, kStart, {{"ContactCenterId", "Bus 8"}}));
    CHECK_THAT(twins.dump({"101"}), contains("c: 1@1 2@1 3@1 4@1 5@1 6@1 7@1"));
    CHECK_THAT(twins.dump({"7"}), contains("c: 1@1\n"));
    CHECK(twins.dump({""}) == "tenant \"\"\n");
  }
}

TEST_CASE("a request that names no tenant, or an unknown one, is invalid_tenant and does nothing") {
  struct Row {
    std::vector<Header> headers;
    Error error;
  };
  const std::string long_name(3000, 'x');
  const std::vector<Row> rows = {
      {{}, no_tenant()},
      {{{"GroupId", "101"}}, no_tenant()},
      {{{"ContactCenterId", ""}}, no_tenant()},
      {{{"ContactCenterId", "  "}}, no_tenant()},
      {{{"ContactCenterId", "103"}}, unknown_tenant("103")},
      {{{"ContactCenterId", "0101"}}, unknown_tenant("0101")},
      {{{"ContactCenterId", "airline"}}, unknown_tenant("airline")},
      {{{"ContactCenterId", "-1"}}, unknown_tenant("-1")},
      {{{"ContactCenterId", "\"},{\\"}}, unknown_tenant("\"},{\\")},
      {{{"ContactCenterId", "\x01\x1b[31m\x7f"}}, unknown_tenant("\\x01\\x1b[31m\\x7f")},
      {{{"ContactCenterId", "\xFF\xC3"}}, unknown_tenant("\\xff\\xc3")},
      {{{"ContactCenterId", long_name}}, unknown_tenant(std::string(64, 'x') + "...")},
      {{{"ContactCenterId", "101"}, {"ContactCenterId", "102"}}, unknown_tenant("101, 102")},
      {{{"ContactCenterId", "101"}, {"contactcenterid", "Airline"}},
       unknown_tenant("101, Airline")},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins(with_tenants());
    const std::string path = base_of(dialect) + "/services/start";
    for (const Row& row : rows) {
      CAPTURE(row.error.message);
      CHECK(twins.send("POST", path, kStart, row.headers) ==
            error_answer(dialect, "POST", path, row.error));
    }
    CHECK(twins.dump({"", "101", "102", "7"}) ==
          "tenant \"\"\ntenant \"101\"\ntenant \"102\"\ntenant \"7\"\n");
  }
}

TEST_CASE("the tenant is checked before the body and the ids, and not where nothing is") {
  Twins twins(with_tenants());
  CHECK(twins.send("POST", "/services/x/end", "{").status == 400);
  CHECK_THAT(twins.send("POST", "/services/x/end", "{").body, contains("invalid_tenant"));
  CHECK(twins.send("GET", "/nothing").status == 404);
  CHECK(twins.send("PATCH", "/services/1").status == 405);
}

/// Settings in which tenant 101 has a business attribute of this name, and no other has any.
std::shared_ptr<const ucs::Settings> attribute_of_101(const std::string& name) {
  ucs::BusinessAttributesDefinition definition;
  definition.attributes = {{name, 1, name, name, {{name, 1}}}};
  definition.mappings = {{"Service.type", name}};
  auto settings = std::make_shared<ucs::Settings>();
  settings->business_attributes_by_tenant["101"] =
      ucs::BusinessAttributes::make(definition).value();
  return settings;
}

/// Operations on the server as a whole, which every tenant may use.
bool is_of_server(const Request& request) {
  return request.target.find("/server/") != std::string::npos;
}

TEST_CASE("no operation lets a tenant see or change what belongs to another") {
  const Header alpha{"ContactCenterId", "101"};
  const Header beta{"ContactCenterId", "102"};
  for (const Dialect dialect : kDialects) {
    Twins twins(with_tenants());
    const std::string v85 = base_of(Dialect::kV85);
    const std::string body = ucs::tests::body_for_all("Alpha");
    require_created(twins.send("POST", v85 + "/services/start",
                               R"({"contact_key":"Alpha","Alpha":{"a":"Alpha"}})", {alpha}));
    require_created(twins.send("POST", v85 + "/services/1/states/start", body, {alpha}));
    require_created(twins.send("POST", v85 + "/services/1/tasks/start", body, {alpha}));
    require_created(twins.send(
        "POST", v85 + "/services/start",
        R"({"customer_id":"Alpha","contact_key":"Alpha","service_type":"Alpha"})", {alpha}));
    for (const char* kind : {"services", "states", "tasks"}) {
      require_created(twins.send("POST", std::string("/metadata/") + kind + "/extensions",
                                 R"({"name":"Alpha","type":"single-valued","attributes":[]})",
                                 {alpha}));
    }
    twins.set_settings(attribute_of_101("Alpha"));
    const std::string before = twins.dump({"101"});
    int shown = 0;
    for (Request request : ucs::tests::requests_for_all(base_of(dialect), "Alpha")) {
      INFO(request.method << ' ' << request.target);
      if (is_of_server(request)) continue;
      if (request.method == "GET") {
        request.headers = {alpha};
        const Answer own = twins.send(request);
        CHECK(own.status == 200);
        if (contains("Alpha").match(own.body)) ++shown;
      }
      request.headers = {beta};
      const Answer answer = twins.send(request);
      const bool is_error = answer.status >= 400;
      if (!is_error) CHECK_THAT(answer.body, !contains("Alpha"));
      if (!is_error && request.method == "GET") CHECK(answer.body == "[]");
      CHECK(twins.dump({"101"}) == before);
    }
    CHECK(shown >= 11);
  }
}

TEST_CASE("a purge and an Update Expiration reach the own tenant only") {
  for (const Dialect dialect : kDialects) {
    Twins twins(with_tenants());
    const std::string base = base_of(dialect);
    const std::string purge = base +
                              "/maintenance/purge?operation=purge.service.all"
                              "&limit=2027-01-01T00:00:00Z";
    require_created(
        twins.send("POST", base + "/services/start", kStart, {{"ContactCenterId", "101"}}));
    const std::string before = twins.dump({"101"});
    const std::vector<Header> other = {{"ContactCenterId", "102"}};
    CHECK(twins.send("PUT", base + "/services/1", R"({"ttl":0})", other).status >= 400);
    CHECK(twins.send("POST", purge, "", other).body == R"({"purged":0})");
    CHECK(twins.dump({"101"}) == before);
    CHECK(twins.send("POST", purge, "", {{"ContactCenterId", "101"}}).body == R"({"purged":1})");
  }
}

TEST_CASE("tenants that could be mistaken for each other cannot be configured") {
  using ucs::http::check_tenants;
  CHECK(check_tenants({}));
  CHECK(check_tenants({{1, "a"}, {2, "b"}, {3, "3"}}));
  CHECK(check_tenants({{1, std::string(256, 'x')}}));
  const std::vector<std::vector<Tenant>> wrong = {
      {{0, "a"}},
      {{-1, "a"}},
      {{1, ""}},
      {{1, " a"}},
      {{1, "a\t"}},
      {{1, "\xFF"}},
      {{1, "a"}, {1, "b"}},
      {{1, "a"}, {2, "a"}},
      {{1, "2"}, {2, "a"}},
      {{1, std::string(257, 'x')}},
  };
  for (const std::vector<Tenant>& tenants : wrong) {
    const auto checked = check_tenants(tenants);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == ErrorCode::kInvalidField);
    CHECK_THAT(checked.error().message, contains("cannot be configured"));
  }
}

}  // namespace
