// SPDX-License-Identifier: MIT
// JSONTestSuite against every operation that takes a body, in both dialects and of the control API:
// each input bare, as the whole body, and as the value of a member. What must be refused is refused
// as malformed, with the byte, and changes nothing; what must be taken is.
#include "tests/json_suite/json_suite.h"

#include <ucs/engine.h>
#include <ucs/http.h>
#include <ucs/json.h>
#include <ucs/memory_store.h>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/control/handler.h"
#include "lib/control/resources.h"
#include "lib/http/operations.h"
#include "tests/catch.h"
#include "tests/support/control_client.h"
#include "tests/support/dump.h"
#include "tests/support/manual_clock.h"

namespace {

using ucs::http::Request;
using ucs::http::Response;
using ucs::tests::SuiteCase;

const std::vector<SuiteCase>& suite() {
  static const std::vector<SuiteCase> kSuite = ucs::tests::read_suite();
  return kSuite;
}

/// Must be taken by RFC 8259, which lets a reader have its own rule for a name that comes twice;
/// ours is that it is an error (docs/decisions/0002-json.md).
bool has_name_twice(const std::string& name) {
  return name == "y_object_duplicated_key" || name == "y_object_duplicated_key_and_value";
}

/// What RFC 8259 leaves to the reader, and why we take it or do not.
struct Free {
  bool is_taken;
  const char* reason;
};
constexpr Free kKept = {true, "numbers are kept as they were sent and never converted"};
constexpr Free kSurrogate = {false, "a lone surrogate is no character, and could not be sent back"};
constexpr Free kUtf8 = {false, "it is not UTF-8, which RFC 8259 demands between systems"};
constexpr Free kDepth = {false, "more than 64 levels"};
constexpr Free kMark = {false, "RFC 8259 forbids to send a byte-order mark"};

const std::map<std::string, Free>& free_cases() {
  static const std::map<std::string, Free> kCases = {
      {"i_number_double_huge_neg_exp", kKept},
      {"i_number_huge_exp", kKept},
      {"i_number_neg_int_huge_exp", kKept},
      {"i_number_pos_double_huge_exp", kKept},
      {"i_number_real_neg_overflow", kKept},
      {"i_number_real_pos_overflow", kKept},
      {"i_number_real_underflow", kKept},
      {"i_number_too_big_neg_int", kKept},
      {"i_number_too_big_pos_int", kKept},
      {"i_number_very_big_negative_int", kKept},
      {"i_object_key_lone_2nd_surrogate", kSurrogate},
      {"i_string_1st_surrogate_but_2nd_missing", kSurrogate},
      {"i_string_1st_valid_surrogate_2nd_invalid", kSurrogate},
      {"i_string_UTF-16LE_with_BOM", kUtf8},
      {"i_string_UTF-8_invalid_sequence", kUtf8},
      {"i_string_UTF8_surrogate_U+D800", kUtf8},
      {"i_string_incomplete_surrogate_and_escape_valid", kSurrogate},
      {"i_string_incomplete_surrogate_pair", kSurrogate},
      {"i_string_incomplete_surrogates_escape_valid", kSurrogate},
      {"i_string_invalid_lonely_surrogate", kSurrogate},
      {"i_string_invalid_surrogate", kSurrogate},
      {"i_string_invalid_utf-8", kUtf8},
      {"i_string_inverted_surrogates_U+1D11E", kSurrogate},
      {"i_string_iso_latin_1", kUtf8},
      {"i_string_lone_second_surrogate", kSurrogate},
      {"i_string_lone_utf8_continuation_byte", kUtf8},
      {"i_string_not_in_unicode_range", kUtf8},
      {"i_string_overlong_sequence_2_bytes", kUtf8},
      {"i_string_overlong_sequence_6_bytes", kUtf8},
      {"i_string_overlong_sequence_6_bytes_null", kUtf8},
      {"i_string_truncated-utf-8", kUtf8},
      {"i_string_utf16BE_no_BOM", kUtf8},
      {"i_string_utf16LE_no_BOM", kUtf8},
      {"i_structure_500_nested_arrays", kDepth},
      {"i_structure_UTF-8_BOM_empty_object", kMark},
  };
  return kCases;
}

bool is_taken(const SuiteCase& one) {
  if (one.is_of('i')) return free_cases().at(one.name).is_taken;
  return one.is_of('y') && !has_name_twice(one.name);
}

/// An operation that takes a body, and a body it takes, but for its last brace: one more member may
/// follow. None: the body is a value of any kind.
struct Endpoint {
  std::string method;
  std::string path;
  std::string body;
};

/// Begins all bodies. No operation has a use for `duration` in a body, so that in v81, too, where
/// extensions need schemas, it may be anything.
constexpr const char* kMembers =
    R"({"customer_id":"c","service_type":"t","state_type":"t","task_type":"t","ttl":60,)"
    R"("from":{"state_id":1},"to":{"state_type":"t"},"operation":"purge.service.completed",)"
    R"("limit":"2001-01-01T00:00:00Z","mode":"production","name":"New","type":"single-valued",)"
    R"("attributes":[],"duration":)";

class World {
 public:
  explicit World(std::string base) : base_(std::move(base)) {
    for (const char* path :
         {"/services/start", "/services/1/states/start", "/services/1/tasks/start"})
      REQUIRE(send({"POST",
                    path,
                    {},
                    R"({"customer_id":"c","service_type":1,"state_type":1,"task_type":1})"})
                  .status == 201);
    beginning_ = store_.snapshot();
    dump_ = ucs::tests::dump(store_);
  }

  Response send(Request request) {
    request.target.insert(0, base_);
    return api_.handle(request);
  }
  [[nodiscard]] bool is_unchanged() { return ucs::tests::dump(store_) == dump_; }
  void reset() { store_.restore(beginning_); }

  /// Returns all operations of the dialect that take a body. An export to files takes none: it
  /// reads its query alone.
  [[nodiscard]] std::vector<Endpoint> endpoints() const {
    std::vector<Endpoint> found;
    for (const ucs::http::Operation& operation : ucs::http::operations()) {
      const bool is_write = operation.method == "POST" || operation.method == "PUT";
      const bool is_here = operation.served_in == ucs::http::ServedIn::kBoth || base_.empty();
      if (!is_write || !is_here || operation.name == "export_to_files") continue;
      std::string path(operation.path);
      for (auto at = path.find('{'); at != std::string::npos; at = path.find('{')) {
        const std::size_t end = path.find('}', at) + 1;
        path.replace(at, end - at, path.compare(at, end - at, "{name}") == 0 ? "duration_" : "1");
      }
      const bool is_value = path.find("/extensions/") != std::string::npos;
      found.push_back({std::string(operation.method), path, is_value ? "" : kMembers});
    }
    return found;
  }

 private:
  const std::string base_;
  ucs::MemoryStore store_;
  ucs::tests::ManualClock clock_;
  ucs::Engine engine_{store_, clock_};
  ucs::http::Api api_{engine_};
  ucs::MemoryStore::Snapshot beginning_ = store_.snapshot();
  std::string dump_;
};

/// Returns the number behind `at byte`, if a message refuses a body as malformed; else nothing.
std::optional<std::size_t> refused_at(const Response& response) {
  constexpr std::string_view kBefore = "the body is not valid JSON at byte ";
  const std::size_t begin = response.body.find(kBefore);
  if (response.status != 400 || begin == std::string::npos) return std::nullopt;
  return std::stoul(response.body.substr(begin + kBefore.size(), 20));
}

char first_of(std::string_view input) {
  const std::size_t at = input.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? '\0' : input[at];
}

const std::string kBases[] = {"", "/genesys/1/cs"};

/// Calls `visit` with each world, endpoint and input; returns how often.
template <class Visit>
std::size_t for_each_case(const Visit& visit) {
  std::size_t count = 0;
  for (const std::string& base : kBases) {
    World world(base);
    for (const Endpoint& endpoint : world.endpoints()) {
      for (const SuiteCase& one : suite()) {
        CAPTURE(base, endpoint.path, one.name);
        visit(world, endpoint, one);
        ++count;
      }
    }
  }
  return count;
}

}  // namespace

TEST_CASE("the suite is whole: 188 inputs to refuse, 95 to take, 35 that may be either") {
  std::map<char, int> counts;
  std::set<std::string> names;
  for (const SuiteCase& one : suite()) {
    ++counts[one.name.front()];
    names.insert(one.name);
    if (one.is_of('i')) CHECK(free_cases().count(one.name) == 1);
  }
  CHECK(counts['n'] == 188);
  CHECK(counts['y'] == 95);
  CHECK(counts['i'] == 35);
  CHECK(names.size() == 318);
  CHECK(free_cases().size() == 35);
}

TEST_CASE(
    "the reader takes what it must, refuses what it must, and decides the rest as written down") {
  for (const SuiteCase& one : suite()) {
    CAPTURE(one.name);
    const auto value = ucs::json::parse_value(one.input);
    CHECK(value.has_value() == is_taken(one));
    if (value) CHECK(ucs::json::parse_value(value->view()).value() == *value);
    if (!value) CHECK(value.error().code == ucs::ErrorCode::kInvalidJson);
  }
}

TEST_CASE(
    "as the whole body, what is no JSON is refused with its byte, and so is what is no object") {
  const std::size_t requests =
      for_each_case([](World& world, const Endpoint& endpoint, const SuiteCase& one) {
        const auto response = world.send({endpoint.method, endpoint.path, {}, one.input});
        const auto offset = refused_at(response);
        const bool takes_any = endpoint.body.empty();
        if (one.input.empty() && !takes_any) {  // stands for {}
          CHECK_FALSE(offset);
        } else if (!is_taken(one)) {
          REQUIRE(offset);
          CHECK(*offset <= one.input.size());
          CHECK(world.is_unchanged());
        } else if (takes_any || first_of(one.input) == '{') {
          CHECK_FALSE(offset);
        } else {
          REQUIRE(offset);
          CHECK_THAT(response.body, ucs::tests::contains("object"));
          CHECK(world.is_unchanged());
        }
        if (response.status < 300) world.reset();
      });
  CHECK(requests > 10000);  // none is left out in silence
}

TEST_CASE(
    "as the value of a member, what is no JSON is refused with its byte, and all else is taken") {
  const std::size_t requests = for_each_case([](World& world, const Endpoint& endpoint,
                                                const SuiteCase& one) {
    const std::string begin = endpoint.body.empty() ? R"({"a":)" : endpoint.body;
    const auto response = world.send({endpoint.method, endpoint.path, {}, begin + one.input + "}"});
    const auto offset = refused_at(response);
    if (is_taken(one)) {
      CAPTURE(response.body);
      const bool has_no_schema = response.body.find("unknown_extension") != std::string::npos;
      CHECK((response.status < 300 || has_no_schema));
      world.reset();
    } else {
      REQUIRE(offset);
      CHECK(*offset >= begin.size());
      CHECK(*offset <= begin.size() + one.input.size() + 1);
      CHECK(world.is_unchanged());
    }
  });
  CHECK(requests > 10000);  // none is left out in silence
}

/// A resource of the control API that reads a body as JSON. A seed may be TOML, too, and then its
/// mistakes are others.
struct ControlEndpoint {
  std::string method;
  std::string path;
  bool may_be_toml;
};

std::vector<ControlEndpoint> control_endpoints() {
  const std::set<std::string_view> without_body = {"reset", "snapshots/{name}",
                                                   "snapshots/{name}/restore"};
  std::vector<ControlEndpoint> found;
  for (const ucs::control::Resource& resource : ucs::control::resources()) {
    const bool is_write = resource.method == "POST" || resource.method == "PUT";
    if (!is_write || without_body.count(resource.path) != 0) continue;
    found.push_back({std::string(resource.method), "/_ucs/" + std::string(resource.path),
                     resource.path == "seed"});
  }
  return found;
}

TEST_CASE("the control API refuses what is no JSON, and takes nothing of it") {
  REQUIRE(control_endpoints().size() == 7);
  const auto everything = [](const ucs::tests::ControlClient& client) {
    return client.get("/_ucs/dump").body + client.get("/_ucs/clock").body +
           client.get("/_ucs/faults").body;
  };
  for (const ControlEndpoint& endpoint : control_endpoints()) {
    ucs::control::Handler handler(ucs::testing::Fake(), {{}, ucs::tests::kToken});
    const ucs::tests::ControlClient client(handler);
    REQUIRE(client.start_service() == R"({"service_id":1})");
    std::string before = everything(client);
    for (const SuiteCase& one : suite()) {
      for (const std::string& body : {one.input, R"({"by":)" + one.input + "}"}) {
        CAPTURE(endpoint.path, one.name, body);
        const Response response = client.send(endpoint.method, endpoint.path, body);
        const bool is_malformed =
            response.status == 400 && response.body.find("invalid_json") != std::string::npos;
        // Nothing stands for an empty object.
        const bool is_json = body.empty() || ucs::json::parse_value(body).has_value();
        if (!endpoint.may_be_toml) CHECK(is_malformed == !is_json);
        if (!is_json && !body.empty()) CHECK(response.status == 400);
        CHECK(response.status < 500);
        std::string after = everything(client);
        if (response.status >= 400) CHECK(after == before);
        before = std::move(after);
      }
    }
  }
}

TEST_CASE("an extension comes back as it was sent, but for blanks and escapes") {
  World world("/genesys/1/cs");
  for (const SuiteCase& one : suite()) {
    if (!is_taken(one)) continue;
    CAPTURE(one.name);
    REQUIRE(world.send({"PUT", "/services/1/extensions/x", {}, one.input}).status == 200);
    const auto answer = world.send({"GET", "/services/1?extensions=x", {}, ""});
    const std::string kept(ucs::json::parse_value(one.input).value().view());
    CHECK_THAT(answer.body, Catch::Matchers::EndsWith("\"x\":" + kept + "}"));
  }
}
