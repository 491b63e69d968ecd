// SPDX-License-Identifier: MIT
// Ids, names and percent-encoding in the path (spec 4).
#include <string>
#include <utility>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::ErrorCode;
using ucs::tests::Answer;
using ucs::tests::Caller;
using ucs::tests::contains;
using ucs::tests::empty;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

/// A name as it stands in a path and in JSON.
struct Name {
  std::string path;
  std::string json;
};

/// Every character of RFC 3986's reserved set both ways where a path allows it, the controls, and
/// others that have tripped servers.
std::vector<Name> names() {
  std::vector<Name> result = {
      {"a%2Fb", "a/b"},
      {"%2F", "/"},
      {"%2f%2f", "//"},
      {"..%2F..%2Fetc", "../../etc"},
      {"..", ".."},
      {".", "."},
      {"%2e%2e", ".."},
      {"%00", "\\u0000"},
      {"a%00b", "a\\u0000b"},
      {"%0D%0AX:%20y", "\\r\\nX: y"},
      {"%22%5C", "\\\"\\\\"},
      {"%7F", "\x7F"},
      {"%25", "%"},
      {"%252F", "%2F"},
      {"%2B", "+"},
      {"+", "+"},
      {"a%20b", "a b"},
      {"%C3%A4", "\xC3\xA4"},
      {"\xC3\xA4", "\xC3\xA4"},
      {"%e2%82%ac", "\xE2\x82\xAC"},
      {"%F0%9F%98%80", "\xF0\x9F\x98\x80"},
      {"%41", "A"},
      {"00027a52JCGY000M", "00027a52JCGY000M"},
      {"%2B49%20(30)%20123", "+49 (30) 123"},
      {"{service_id}", "{service_id}"},
      {"[1]|2^`", "[1]|2^`"},
      {"<script>", "<script>"},
      {"[\\s\\S]*", "[\\\\s\\\\S]*"},
  };
  for (const char c : std::string(":/?#[]@!$&'()*+,;=")) {  // gen-delims and sub-delims
    constexpr const char* kHex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    const std::string encoded = {'%', kHex[byte / 16], kHex[byte % 16]};
    result.push_back({"x" + encoded + "y", std::string("x") + c + "y"});
    if (c != '/' && c != '?' && c != '#')
      result.push_back({std::string("x") + c + "y", std::string("x") + c + "y"});
  }
  return result;
}

TEST_CASE("customer ids and contact keys may have every character, percent-encoded or as it is") {
  for (const Dialect dialect : kDialects) {
    for (const Name& name : names()) {
      INFO(name.path);
      Twins twins;
      Caller caller(twins, dialect);
      require_created(caller.post("/services/start",
                                  R"({"service_type":1,"customer_id":")" + name.json + "\"}"));
      require_created(caller.post("/services/start",
                                  R"({"service_type":1,"contact_key":")" + name.json + "\"}"));
      require_created(
          caller.post("/services/start", R"({"service_type":1,"customer_id":"other"})"));
      const std::string customer = "/customers/" + name.path + "/services";
      const std::string first = caller.get("/services/1").body;
      CHECK_THAT(first, contains("\"customer_id\":\"" + name.json + "\""));
      CHECK(caller.get(customer) == json("[" + first + "]"));
      CHECK(caller.get(customer + "/active/") == json("[" + first + "]"));
      CHECK(caller.get("/services/anonymous/" + name.path + "?service_types=1") ==
            json("[" + caller.get("/services/2").body + "]"));
      CHECK(caller.post(customer + "/3") == empty(200));
      CHECK(caller.get(customer) == json("[" + first + "," + caller.get("/services/3").body + "]"));
    }
  }
}

TEST_CASE("a name that is not percent-encoded UTF-8 is refused and named") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
    const std::string before = twins.dump();
    for (const std::string name : {"%", "%4", "%4g", "%zz", "a%", "%ff", "%C3", "%C3(", "%ED%A0%80",
                                   "%C0%AF", "%F5%80%80%80", "%u0041", "\xC3", "\xFF"}) {
      INFO(name);
      // Bytes that are no UTF-8 are shown as hexadecimal numbers.
      const std::string shown = name == "\xC3" ? "\\xc3" : name == "\xFF" ? "\\xff" : name;
      const auto check = [&](const std::string& method, const std::string& path,
                             const std::string& field) {
        const Answer answer = caller.send(method, path, "");
        CHECK(answer.status == 400);
        CHECK_THAT(answer.body, contains(field));
        CHECK_THAT(answer.body, contains("expected percent-encoded UTF-8"));
        CHECK_THAT(answer.body, contains(shown));
      };
      check("GET", "/customers/" + name + "/services", "customer_id");
      check("GET", "/services/anonymous/" + name, "contact_key");
      check("POST", "/customers/" + name + "/services/1", "customer_id");
      check("PUT", "/services/1/extensions/" + name, "name");
      check("PUT", "/services/1/extensions/" + name + "/merge", "name");
    }
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("ids of a path are decimal integers in range, else invalid_id, naming id and value") {
  struct Row {
    const char* id;
    bool is_valid_service;  // though there is none
    bool is_valid_nested;
  };
  const Row rows[] = {
      {"0", true, true},
      {"-1", true, true},
      {"9", true, true},
      {"2147483647", true, true},
      {"-2147483648", true, true},
      {"2147483648", true, false},
      {"-2147483649", true, false},
      {"9223372036854775807", true, false},
      {"-9223372036854775808", true, false},
      {"9223372036854775808", false, false},
      {"-9223372036854775809", false, false},
      {"99999999999999999999999999999999", false, false},
      {"abc", false, false},
      {"1a", false, false},
      {"1.0", false, false},
      {"1e0", false, false},
      {"+1", false, false},
      {"0x1", false, false},
      {"%31", false, false},
      {"%201", false, false},
      {"1%20", false, false},
      {"--1", false, false},
      {"-", false, false},
      {"\xD9\xA1", false, false},  // a digit of another script
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
    const std::string before = twins.dump();
    for (const Row& row : rows) {
      const std::string id = row.id;
      const auto check = [&](const std::string& method, const std::string& path,
                             const std::string& field, ErrorCode if_valid, bool is_valid) {
        INFO(method << ' ' << path);
        const std::vector<std::string> named = {
            field.substr(0, is_valid ? field.size() - 3 : field.size()), id};
        caller.check_error(caller.send(method, path, ""), method, path,
                           is_valid ? if_valid : ErrorCode::kInvalidId, named);
      };
      const ErrorCode no_service = ErrorCode::kServiceNotFound;
      check("GET", "/services/" + id, "service_id", no_service, row.is_valid_service);
      check("DELETE", "/services/" + id, "service_id", no_service, row.is_valid_service);
      check("POST", "/services/" + id + "/end", "service_id", no_service, row.is_valid_service);
      check("POST", "/customers/c/services/" + id, "service_id", no_service, row.is_valid_service);
      check("GET", "/services/" + id + "/states", "service_id", no_service, row.is_valid_service);
      check("GET", "/services/" + id + "/tasks/1", "service_id", no_service, row.is_valid_service);
      for (const std::string kind : {"state", "task"}) {
        const ErrorCode none =
            kind == "state" ? ErrorCode::kStateNotFound : ErrorCode::kTaskNotFound;
        const std::string path = "/services/1/" + kind + "s/" + id;
        check("GET", path, kind + "_id", none, row.is_valid_nested);
        check("POST", path + "/end", kind + "_id", none, row.is_valid_nested);
        if (row.is_valid_nested) continue;
        check("PUT", path + "/extensions/x", kind + "_id", none, false);
        check("PUT", path + "/extensions/x/merge", kind + "_id", none, false);
      }
    }
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("leading zeros of an id are read as a number's") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  require_created(caller.post("/services/start", R"({"customer_id":"c"})"));
  CHECK(caller.get("/services/0001").body == caller.get("/services/1").body);
  CHECK(caller.post("/services/01/states/start").location ==
        caller.base() + "/services/1/states/1");
}

TEST_CASE("a path of several thousand bytes is read like any other") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  std::string name;
  for (int i = 0; i < 256; ++i) name += "%F0%9F%98%80";
  CHECK(caller.get("/customers/" + name + "/services") == json("[]"));
  const std::string path = "/customers/" + name + "/services/1";
  caller.check_error(caller.post(path, "{}"), "POST", path, ErrorCode::kServiceNotFound, {"1"});
  // Messages show the beginning of a long value only.
  const std::string id(6000, '7');
  const std::string message = caller.check_error(caller.get("/services/" + id), "GET",
                                                 "/services/" + id, ErrorCode::kInvalidId, {"777"});
  CHECK(message.size() < 200);
  CHECK(caller.get("/services/" + id + "/").status == 400);
}

}  // namespace
