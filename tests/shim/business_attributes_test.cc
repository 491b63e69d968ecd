// SPDX-License-Identifier: MIT
// What the configuration says of business attributes, in the real executable; and its status.
#include <csignal>
#include <string>

#include "tests/catch.h"
#include "tests/support/config_file.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::tests::ConfigFile;
using ucs::tests::contains;
using ucs::tests::Process;
using ucs::tests::ShimProcess;

constexpr const char* kAttributes = R"([tenants]
101 = "Airline"
102 = "Railway"

[cview]
data-validation = true
map-names = true

[business-attributes]
Service.type = "ServiceType"

[[business-attributes.attribute]]
name = "ServiceType"
dbid = 201

[[business-attributes.attribute.value]]
name = "lost luggage"
dbid = 7

[business-attributes.102]
data-validation = false
)";

ucs::tests::WireResponse start(const ShimProcess& shim, const std::string& tenant,
                               const std::string& type) {
  return shim.exchange({"POST",
                        "/services/start",
                        {{"ContactCenterId", tenant}},
                        R"({"customer_id":"c","service_type":)" + type + "}"});
}

std::string service_of(const ShimProcess& shim, const std::string& tenant) {
  return shim.exchange({"GET", "/services/1", {{"ContactCenterId", tenant}}, ""}).body;
}

TEST_CASE("the server checks and maps the values of configured business attributes") {
  const ConfigFile file(kAttributes);
  const ShimProcess shim({"--config", file.path()});
  const auto refused = start(shim, "101", R"("lost baggage")");
  CHECK(refused.status == 400);
  CHECK_THAT(refused.body,
             contains("invalid_business_attribute") && contains(R"(\"lost luggage\")"));
  CHECK(start(shim, "101", "7").status == 201);
  CHECK_THAT(service_of(shim, "101"), contains(R"("service_type":"lost luggage")"));
  const auto listed =
      shim.exchange({"GET", "/metadata/business-attributes", {{"ContactCenterId", "101"}}, ""});
  CHECK_THAT(listed.body, contains("ServiceType") && contains(R"("Service.type")"));
}

TEST_CASE("the section of a tenant stands in place of the common one") {
  const ConfigFile file(kAttributes);
  const ShimProcess shim({"--config", file.path()});
  CHECK(start(shim, "102", R"("anything")").status == 201);
  CHECK_THAT(service_of(shim, "102"), contains(R"("service_type":"anything")"));
  const auto listed =
      shim.exchange({"GET", "/metadata/business-attributes", {{"ContactCenterId", "102"}}, ""});
  CHECK(listed.body == "[]");
}

TEST_CASE("a reload exchanges business attributes and their options") {
  std::string text = kAttributes;
  const ConfigFile file(text);
  ShimProcess shim({"--config", file.path()});
  CHECK(start(shim, "101", "8").status == 400);
  file.write(text.replace(text.find("dbid = 7"), 8, "dbid = 8"));
  shim.send_signal(SIGHUP);
  shim.await_stderr("reload: business-attributes: 1 values -> 1 values\n");
  shim.await_stderr("reload: done; changed: 1\n");
  CHECK(start(shim, "101", "8").status == 201);
  text.replace(text.find("map-names = true"), 16, "map-names = false");
  file.write(text.replace(text.find("validation = true"), 17, "validation = false"));
  shim.send_signal(SIGHUP);
  const std::string log = shim.await_stderr("reload: done; changed: 2\n");
  CHECK_THAT(log, contains("reload: map-names: true -> false\n"));
  CHECK_THAT(log, contains("reload: data-validation: true -> false\n"));
  CHECK_THAT(service_of(shim, "101"), contains(R"("service_type":8)"));
}

TEST_CASE("what the library refuses of business attributes is a mistake of the file") {
  const ConfigFile file(std::string(kAttributes) + R"(
[[business-attributes.attribute]]
name = "Media"
dbid = 202
value = [{name = "2", dbid = 1}, {name = "voice", dbid = 2}]
)");
  Process shim({"--config", file.path(), "--check-config"});
  CHECK(shim.wait() == 1);
  CHECK_THAT(shim.stderr_text(),
             contains(file.path() + ":") && contains("the name \"2\", which is the "
                                                     "DBID of another one"));
}

TEST_CASE("a field can be mapped to nothing") {
  const ConfigFile file("[business-attributes]\nTask.media_type = \"\"\n");
  Process shim({"--config", file.path(), "--check-config"});
  CHECK(shim.wait() == 0);
  CHECK(shim.stdout_text() == "ok\n");
}

/// Returns the number a member of a status has.
unsigned long long number_of(const std::string& status, const std::string& member) {
  const std::string name = "\"" + member + "\":";
  const std::size_t found = status.find(name);
  REQUIRE(found != std::string::npos);
  return std::stoull(status.substr(found + name.size()));
}

TEST_CASE("the status tells of the memory the system says the server has") {
  const ShimProcess shim;
  const std::string status = shim.exchange({"GET", "/server/status", {}, ""}).body;
  CHECK(number_of(status, "used_memory") > 1000);
  CHECK(number_of(status, "allocated_memory") >= number_of(status, "used_memory"));
  CHECK(number_of(status, "max_memory") >= number_of(status, "used_memory"));
  CHECK(number_of(status, "max_memory") >= number_of(status, "free_memory"));
}

}  // namespace
