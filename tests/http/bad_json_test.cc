// SPDX-License-Identifier: MIT
// Malformed bodies: 400 invalid_json with the offset of the fault, and nothing changed (spec 3.1).
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::ErrorCode;
using ucs::tests::Answer;
using ucs::tests::Caller;
using ucs::tests::empty;
using ucs::tests::error_message;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

void start_family(Caller& caller) {
  require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
  require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
  require_created(caller.post("/services/1/tasks/start", R"({"task_type":1})"));
}

std::string at_byte(std::size_t offset) {
  return "not valid JSON at byte " + std::to_string(offset) + ": ";
}

constexpr const char* kPosts[] = {"/services/start",          "/services/1/end",
                                  "/customers/d/services/1",  "/services/1/states/start",
                                  "/services/1/states/1/end", "/services/1/states/transition",
                                  "/services/1/tasks/start",  "/services/1/tasks/1/end"};
constexpr const char* kPuts[] = {"/services/1/extensions/x", "/services/1/extensions/x/merge",
                                 "/services/1/states/1/extensions/x",
                                 "/services/1/tasks/1/extensions/x/merge"};

struct Fault {
  std::string body;
  std::size_t offset;
};

/// Faults that are one in any JSON text.
const std::vector<Fault>& faults() {
  static const std::vector<Fault> kFaults = {
      {"{", 1},
      {"{\"", 2},
      {"{\"a", 3},
      {"{\"a\"", 4},
      {"{\"a\":", 5},
      {"{\"a\":1", 6},
      {"{\"a\":1,", 7},
      {"{\"a\":1,}", 7},
      {"{,}", 1},
      {"{\"a\" 1}", 5},
      {"{\"a\":1 \"b\":2}", 7},
      {"{\"a\":1;\"b\":2}", 6},
      {"{\"a\":25 000}", 8},
      {"{\"a\":0000CSS}", 6},
      {"{\"a\":01}", 6},
      {"{\"a\":.5}", 5},
      {"{\"a\":+1}", 5},
      {"{\"a\":-}", 6},
      {"{\"a\":1.}", 7},
      {"{\"a\":1e}", 7},
      {"{\"a\":0x1}", 6},
      {"{\"a\":NaN}", 5},
      {"{\"a\":Infinity}", 5},
      {"{\"a\":-Infinity}", 6},
      {"{\"a\":True}", 5},
      {"{\"a\":undefined}", 5},
      {"{'a':1}", 1},
      {"{a:1}", 1},
      {"{1:2}", 1},
      {"{\"a\":1}}", 7},
      {"{\"a\":1} {}", 8},
      {"{\"a\":1}x", 7},
      {"{\"a\":1} // end", 8},
      {"{ // begin\n\"a\":1}", 2},
      {"{\"a\":/**/1}", 5},
      {"{\"a\":[1,]}", 8},
      {"{\"a\":[1 2]}", 8},
      {"{\"a\":[}", 6},
      {"{\"a\":[1}}", 7},
      {"{\"a\":{]}", 6},
      {"{\"a\":\"\n\"}", 6},
      {"{\"a\":\"\t\"}", 6},
      {"{\"a\":\"\\x41\"}", 6},
      {"{\"a\":\"\\u00\"}", 6},
      {"{\"a\":\"\\ud800\"}", 6},
      {"{\"a\":\"\\ud800\\ud800\"}", 6},
      {"{\"a\":\"\\udc00\"}", 6},
      {"{\"a\":\"\xFF\"}", 6},
      {"{\"a\":\"x\xC3\"}", 7},
      {"{\"a\":\"\xED\xA0\x80\"}", 6},
      {"{\"a\":\"\xC0\xAF\"}", 6},
      {"{\"\xFF\":1}", 2},
      {"{\"a\":1}\xFF", 7},
      {"\xEF\xBB\xBF{}", 0},
      {std::string("\0{}", 3), 0},
      {std::string("{}\0", 3), 2},
      {std::string("{\"a\0\":1}", 8), 3},
      {std::string("{\"a\":1\0}", 8), 6},
      {"\xC2\xA0{}", 0},  // a blank that is none in JSON
      {"\v{}", 0},
      {"{\"a\":1,\"a\":2}", 7},
      {"{\"a\":1,\"\\u0061\":2}", 7},
      {"{\"a\":1,\"b\":2,\"a\":1}", 13},
      {"{\"a\":{\"b\":1,\"b\":1}}", 12},
      {"{\"a\":[{\"b\":1,\"b\":1}]}", 13},
      {"<service/>", 0},
      {"customer_id=c", 0},
  };
  return kFaults;
}

TEST_CASE("a malformed body is invalid_json, tells the byte, and changes nothing") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_family(caller);
    const std::string before = twins.dump();
    for (const Fault& fault : faults()) {
      CAPTURE(fault.body);
      for (const char* path : kPosts)
        caller.check_error(caller.post(path, fault.body), "POST", path, ErrorCode::kInvalidJson,
                           {at_byte(fault.offset)});
      for (const char* path : kPuts)
        caller.check_error(caller.put(path, fault.body), "PUT", path, ErrorCode::kInvalidJson,
                           {at_byte(fault.offset)});
    }
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("an event is an object: any other value is invalid_json") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_family(caller);
    const std::string before = twins.dump();
    for (const char* body : {"[]", "[{}]", "null", "true", "1", "\"{}\"", " []"}) {
      CAPTURE(body);
      for (const char* path : kPosts)
        caller.check_error(caller.post(path, body), "POST", path, ErrorCode::kInvalidJson,
                           {"object"});
    }
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("a body cut at any byte is refused and changes nothing") {
  const std::string body =
      R"({"timestamp":"2026-03-01T12:00:00Z","state_id":1,"from":{"state_id":1,"disposition":-1.5e3},)"
      R"("to":{"state_type":"ä"},"a":[true,false,null,{"b":"\u00e4\\"}]})";
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  const std::string before = twins.dump();
  for (std::size_t size = 1; size < body.size(); ++size) {
    CAPTURE(size);
    const char* path = "/services/1/states/transition";
    const std::string message =
        error_message(caller.post(path, body.substr(0, size)), Dialect::kV85, "POST",
                      caller.base() + path, ErrorCode::kInvalidJson);
    CHECK_THAT(message, ucs::tests::contains("not valid JSON at byte"));
  }
  CHECK(twins.dump() == before);
}

TEST_CASE("64 levels are read, the 65th is refused where it begins") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  const char* path = "/services/1/extensions/x";
  CHECK(caller.put(path, nested(64)) == empty(200));
  caller.check_error(caller.put(path, nested(65)), "PUT", path, ErrorCode::kInvalidJson,
                     {at_byte(64), "64"});
  const std::string end = "/services/1/end";
  caller.check_error(caller.post(end, "{\"x\":" + nested(64) + "}"), "POST", end,
                     ErrorCode::kInvalidJson, {at_byte(5 + 63), "64"});
  CHECK(caller.post(end, "{\"x\":" + nested(63) + "}") == empty(204));
}

TEST_CASE("100,000 values are read and not one more") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  const auto array = [](std::size_t values) {  // and the array itself
    std::string text = "[";
    for (std::size_t i = 1; i < values; ++i) text += i == 1 ? "0" : ",0";
    return text + "]";
  };
  const char* path = "/services/1/extensions/x";
  CHECK(caller.put(path, array(100000)) == empty(200));
  caller.check_error(caller.put(path, array(100001)), "PUT", path, ErrorCode::kInvalidJson,
                     {at_byte(199999), "100000"});
}

TEST_CASE("64 MB of nested brackets are refused at once, whether the parser meets them or not") {
  constexpr std::size_t kBytes = std::size_t{64} << 20U;
  ucs::http::ApiOptions large;
  large.body_bytes_max = kBytes;
  for (const bool is_read : {false, true}) {
    for (const std::string opening : {"[", "{\"a\":"}) {
      Twins twins(is_read ? large : ucs::http::ApiOptions());
      Caller caller(twins, Dialect::kV85);
      start_family(caller);
      const std::string before = twins.dump();
      std::string body;
      body.reserve(kBytes);
      while (body.size() + opening.size() <= kBytes) body += opening;
      const char* path = "/services/1/extensions/x";
      const Answer answer = caller.put(path, body);
      if (is_read) {
        caller.check_error(answer, "PUT", path, ErrorCode::kInvalidJson,
                           {at_byte(64 * opening.size())});
      } else {
        caller.check_error(answer, "PUT", path, ErrorCode::kBodyTooLarge, {"1048576"});
      }
      CHECK(twins.dump() == before);
      CHECK(caller.get("/services/1").status == 200);
    }
  }
}

}  // namespace
