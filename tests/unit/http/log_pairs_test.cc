// SPDX-License-Identifier: MIT
#include <ucs/core.h>
#include <ucs/http.h>

#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/manual_clock.h"

namespace {

using ucs::LogFilter;
using ucs::LogFilterOptions;
using ucs::http::Request;

/// Returns the pairs of a request by a filter that copies all but what is hidden by nature.
std::vector<std::string> pairs_of(const Request& request, const LogFilterOptions& options = {}) {
  const ucs::tests::ManualClock clock;
  ucs::MemoryStore store;
  ucs::Engine engine(store, clock);
  return ucs::http::Api(engine).log_pairs(request, LogFilter(options));
}

using Pairs = std::vector<std::string>;

TEST_CASE(
    "the parts of a path, the query, headers and members of a body are pairs, in this order") {
  CHECK(pairs_of({"POST",
                  "/customers/Jane%20Doe/services/7?limit=3&a+b=c%26d&&flag",
                  {{"Content-Type", "application/json"}, {"Authorization", "Basic eDp5"}},
                  R"( {"service_type" : "boo\"k\u00e4", "est_duration":60,"pin":"4711"} )"}) ==
        Pairs{"'customer_id' [output suppressed]", R"('service_id' [str] = "7")",
              R"('limit' [str] = "3")", R"('a b' [str] = "c&d")", R"('flag' [str] = "")",
              R"('Content-Type' [str] = "application/json")", "'Authorization' [output suppressed]",
              "'service_type' [str] = \"boo\\\"k\xC3\xA4\"", R"('est_duration' [str] = "60")",
              "'pin' [output suppressed]"});
  CHECK(pairs_of({"GET", "/genesys/1/cs/services/anonymous/555", {}, ""}) ==
        Pairs{"'contact_key' [output suppressed]"});
}

TEST_CASE("what could hold an extension counts as one, under whatever name") {
  CHECK(
      pairs_of(
          {"POST",
           "/services/7/states/transition",
           {},
           R"({"from":{"state_id":1,"pin":"x"},"to":{},"started":[["x"]],"ttl":1,"a":{"b":[1,"}"]}})"}) ==
      Pairs{R"('service_id' [str] = "7")", "'from' [output suppressed]", "'to' [output suppressed]",
            "'started' [output suppressed]", R"('ttl' [str] = "1")", "'a' [output suppressed]"});
  for (const char* body : {R"({"ttl":"x"})", R"("x")", "[1]", "1"}) {
    CHECK(pairs_of({"PUT", "/services/7/extensions/Pin%20Code", {}, body}) ==
          Pairs{R"('service_id' [str] = "7")", R"('name' [str] = "Pin Code")",
                "'Pin Code' [output suppressed]"});
  }
  LogFilterOptions options;
  options.types["pin code"] = "copy";
  CHECK(pairs_of({"PUT", "/services/7/extensions/Pin%20Code", {}, R"({"a":"\u0001"})"}, options)
            .back() == R"('Pin Code' [str] = "{\"a\":\"\\u0001\"}")");
}

TEST_CASE("a body that is no JSON object and a path that is no resource have no pairs") {
  for (const char* body : {"", "{", "secret", "[\"secret\"]", "\"secret\"", "{}",
                           R"({"a":"secret","a":"secret"})", "\xFF"})
    CHECK(pairs_of({"POST", "/services/start", {}, body}).empty());
  CHECK(pairs_of({"GET", "/secret/secret", {}, ""}).empty());
  CHECK(pairs_of({"GET", "", {}, ""}).empty());
  CHECK(pairs_of({"GET", "/customers/%FF%/services?%zz=%", {}, ""}).size() == 2);
}

TEST_CASE("pairs are bounded, and the rest is counted") {
  Request request{"GET", "/nothing", {}, ""};
  for (std::size_t i = 0; i < ucs::http::kLogPairsMax; ++i) request.headers.push_back({"k", "v"});
  CHECK(pairs_of(request).size() == ucs::http::kLogPairsMax);
  request.headers.push_back({"k", "v"});
  CHECK(pairs_of(request).size() == ucs::http::kLogPairsMax + 1);
  CHECK(pairs_of(request).back() == "[1 more]");
  LogFilterOptions options;
  options.types["k"] = "skip";
  CHECK(pairs_of(request, options).empty());
}

}  // namespace
