// SPDX-License-Identifier: MIT
// A fake answers the same bytes over no socket, over loopback, and from another process.
#include <chrono>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/every_operation.h"
#include "tests/support/shim_process.h"
#include "tests/support/three_transports.h"

namespace {

using namespace std::chrono_literals;
using ucs::http::Request;
using ucs::tests::contains;
using ucs::tests::ThreeTransports;
using ucs::tests::to_text;

const std::string kV85 = "/genesys/1/cs";

/// A service with a state, a task and extensions, seen and changed in every way; and what is wrong.
std::vector<Request> journey(const std::string& base) {
  std::vector<Request> requests;
  const auto add = [&](const char* method, const std::string& path, const std::string& body = "") {
    requests.push_back({method, base + path, {}, body});
    if (!body.empty()) requests.back().headers.push_back({"Content-Type", "application/json"});
  };
  add("POST", "/services/start", R"({"customer_id":"Zoë","service_type":"booking"})");
  add("POST", "/services/start",
      R"({"contact_key":"+49 123","service_type":"refund","est_duration":60})");
  add("POST", "/services/1/states/start", R"({"state_type":"offered"})");
  add("POST", "/services/1/states/transition",
      R"({"from":{"state_id":1},"to":{"state_type":"booked"}})");
  add("POST", "/services/1/tasks/start", R"({"task_type":"call","state_id":2})");
  add("POST", "/services/1/tasks/1/end", R"({"disposition":"DONE","disposition_desc":"yes"})");
  add("GET", "/services/1?active_states=1&completed_states=1&active_tasks=1&completed_tasks=1");
  add("GET", "/customers/Zo%C3%AB/services");
  add("GET", "/services/anonymous/%2B49%20123");
  add("POST", "/services/1/end", "{}");
  add("POST", "/services/1/end", "{}");
  add("GET", "/services/99");
  add("GET", "/services/x");
  add("GET", "/nothing");
  add("POST", "/services/start", "{\"customer_id\":");
  add("POST", "/services/start", "[]");
  add("POST", "/services/start", R"({"customer_id":7})");
  add("DELETE", "/services/2");
  return requests;
}

TEST_CASE("a journey and its mistakes are answered alike over every transport, in both dialects") {
  for (const std::string& base : {std::string(), kV85}) {
    ThreeTransports fakes;
    std::string all;
    for (const Request& request : journey(base)) all += fakes.send(request);
    CHECK_THAT(all, contains("date: Sat, 01 Jan 2000 00:00:00 GMT"));
    CHECK_THAT(all, contains("booked"));
    CHECK_THAT(all, contains("2000-01-01T00:00:00.000Z"));
  }
}

TEST_CASE("every operation is answered alike over every transport") {
  for (const std::string& base : {std::string(), kV85}) {
    ThreeTransports fakes;
    for (const char* path :
         {"/services/start", "/services/1/states/start", "/services/1/tasks/start"})
      fakes.send("POST", base + path, ucs::tests::body_for_all("x"));
    for (const Request& request : ucs::tests::requests_for_all(base, "x")) fakes.send(request);
  }
}

TEST_CASE("methods and headers that are not usual are answered alike over every transport") {
  ThreeTransports fakes;
  fakes.send("POST", kV85 + "/services/start", R"({"customer_id":"c"})");
  for (const char* method : {"HEAD", "OPTIONS", "PATCH", "PUT", "TRACE", "BREW"}) {
    for (const char* path : {"/services/1", "/services/9", "/nothing", "/"})
      fakes.send(method, kV85 + path);
  }
  const std::string head = fakes.send("HEAD", kV85 + "/services/1");
  CHECK_THAT(head, contains("content-length: 85"));
  for (const char* type :
       {"text/plain", "application/json; charset=latin-1", "multipart/form-data"})
    fakes.send("POST", kV85 + "/services/start", "{}", {{"Content-Type", type}});
  fakes.send("GET", kV85 + "/services/1", "", {{"Accept-Encoding", "gzip"}});
  fakes.send("POST", kV85 + "/services/start", "{}", {{"Content-Encoding", "gzip"}});
  fakes.send("GET", kV85 + "/services/%31?extensions=%2A&&x=%");
}

TEST_CASE("time is that of each fake, over every transport") {
  ThreeTransports fakes;
  fakes.send("POST", kV85 + "/services/start", R"({"customer_id":"c","ttl":3600})");
  fakes.send("POST", kV85 + "/services/start", R"({"customer_id":"c","auto_complete_after":60})");
  CHECK(fakes.advance(60s) == "1 0");
  CHECK_THAT(fakes.send("GET", kV85 + "/services/2"), contains("2000-01-01T00:01:00.000Z"));
  CHECK(fakes.advance(1h) == "0 1");
  const std::string gone = fakes.send("GET", kV85 + "/services/1");
  CHECK_THAT(gone, contains("400\n") && contains("date: Sat, 01 Jan 2000 01:01:00 GMT"));
  fakes.send("GET", "/server/status");
}

TEST_CASE("after a reset the same requests get the same answers over every transport") {
  ThreeTransports fakes;
  std::string first;
  std::string second;
  for (const Request& request : journey(kV85)) first += fakes.send(request);
  fakes.advance(90min);
  fakes.reset();
  for (const Request& request : journey(kV85)) second += fakes.send(request);
  CHECK(second == first);
}

TEST_CASE("a fault of each kind touches the same request over every transport; journals agree") {
  ThreeTransports fakes("faulty");
  const Request start{"POST",
                      kV85 + "/services/start",
                      {{"Content-Type", "application/json"}},
                      R"({"customer_id":"c"})"};
  std::vector<std::string> outcomes;
  for (int i = 0; i < 11; ++i) outcomes.push_back(fakes.send_to_fault(start));
  CHECK(outcomes[0] == R"(201 {"service_id":1})");
  CHECK_THAT(outcomes[1], contains("429 retry after 7 {"));
  CHECK(outcomes[2] == "reset");
  CHECK(outcomes[3] == "empty");
  CHECK(outcomes[4] == R"(201 {"ser and no more)");
  CHECK(outcomes[5].size() == outcomes[0].size());
  CHECK(outcomes[5] != R"(201 {"service_id":3})");  // garbled
  CHECK(outcomes[6] == R"(201 {"service_id":4})");
  CHECK_THAT(outcomes[7], contains("503 "));
  CHECK_THAT(outcomes[8], contains("500 "));
  CHECK(outcomes[9] == "reset");
  CHECK_THAT(outcomes[10], contains(R"(201 {"service_id":)"));
  const std::string journal = fakes.journal();
  CHECK_THAT(journal, contains("#1 POST") && contains("#11 POST") && contains("fault"));
  fakes.reset();
  CHECK(fakes.journal().empty());
  CHECK(fakes.send_to_fault(start) == outcomes[0]);
}

TEST_CASE("an export is the same over every transport, and so is HEAD of one") {
  ThreeTransports fakes;
  for (int i = 0; i < 300; ++i)
    fakes.send("POST", kV85 + "/services/start", R"({"customer_id":"c","Note":{"text":"abc"}})");
  fakes.advance(1s);
  const std::string path =
      "/maintenance/services/stream?export_content=true&time_from=1999-01-01T00:00:00Z";
  CHECK_THAT(fakes.send("GET", path), contains(R"("service_id":300)"));
  CHECK_THAT(fakes.send("HEAD", path), !contains("service_id"));
}

TEST_CASE("tenants, base paths, origins and limits are those of each fake, over every transport") {
  ThreeTransports fakes("tenants");
  const std::string start = R"({"customer_id":"c","service_type":"booking"})";
  for (const char* tenant : {"airline", "102", "nobody", ""}) {
    for (const std::string base : {"/cv", "/genesys/1/cs"}) {
      fakes.send("POST", base + "/services/start", start, {{"ContactCenterId", tenant}});
      fakes.send("GET", base + "/services/1", "", {{"ContactCenterId", tenant}});
    }
  }
  for (const char* origin : {"https://desk.example.com", "https://evil.example.com"}) {
    fakes.send("GET", "/cv/services/1", "", {{"Origin", origin}, {"ContactCenterId", "101"}});
    fakes.send("OPTIONS", "/cv/services/1", "",
               {{"Origin", origin}, {"Access-Control-Request-Method", "GET"}});
  }
  const std::vector<ucs::http::Header> airline = {{"ContactCenterId", "airline"},
                                                  {"Content-Type", "application/json"}};
  const std::string at_limit = start + std::string(1000 - start.size(), ' ');
  CHECK_THAT(fakes.send("POST", "/cv/services/start", at_limit, airline), contains("201\n"));
  CHECK_THAT(fakes.send("POST", "/cv/services/start", at_limit + " ", airline), contains("413\n"));
  CHECK(fakes.advance(1h) == "0 5");
}

TEST_CASE("ucs-shim answers like a fake, but for the time") {
  const std::regex times(R"("duration":\d+|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"
                         R"(|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)");
  const auto masked = [&](const std::string& text) {
    return std::regex_replace(text, times, "TIME");
  };
  for (const std::string& base : {std::string(), kV85}) {
    ucs::testing::Fake fake;
    const ucs::tests::ShimProcess shim;
    ucs::tests::SocketTransport socket(shim.port());
    for (const Request& request : journey(base)) {
      INFO(request.method << ' ' << request.target);
      CHECK(masked(to_text(request, socket.send(request))) ==
            masked(to_text(request, fake.handle(request))));
    }
  }
}

}  // namespace
