// SPDX-License-Identifier: MIT
// Which extensions an answer shows (spec 5).
#include <ucs/json.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/json/entities.h"

namespace {

using namespace ucs;
using ucs::tests::add_state;
using ucs::tests::add_task;
using ucs::tests::extensions_of;
using ucs::tests::rendered;
using ucs::tests::rendered_state;
using ucs::tests::rendered_task;
using ucs::tests::service_of;

json::NameSelection names(std::vector<std::string> selected, bool ignores_case = false) {
  json::NameSelection selection;
  selection.names = std::move(selected);
  selection.ignores_case = ignores_case;
  return selection;
}

/// The extensions a service with those extensions shows, without the rest of the answer.
std::string shown(const Extensions& extensions, const json::NameSelection& selection) {
  Service service = service_of(1);
  const std::string plain = rendered(service);
  service.extensions = extensions;
  json::Inclusion inclusion;
  inclusion.service_extensions = selection;
  const std::string text = rendered(service, inclusion);
  REQUIRE(text.compare(0, plain.size() - 1, plain, 0, plain.size() - 1) == 0);
  return text.substr(plain.size() - 1);
}

Extensions sample() {
  return extensions_of({{"a", "1"}, {"B", "2"}, {"b", "3"}, {"", "4"}, {"\xC3\xA4", "5"}});
}

}  // namespace

TEST_CASE("the default selection shows no extension") {
  CHECK(shown(sample(), {}) == "}");
  CHECK_FALSE(json::NameSelection().contains("a"));
  CHECK_FALSE(json::NameSelection().contains(""));
}

TEST_CASE("all extensions are shown in the order of their names' bytes") {
  json::NameSelection all;
  all.is_all = true;
  CHECK(shown(sample(), all) == ",\"\":4,\"B\":2,\"a\":1,\"b\":3,\"\xC3\xA4\":5}");
  CHECK(shown({}, all) == "}");
  all.names = {"a"};
  CHECK(shown(sample(), all) == ",\"\":4,\"B\":2,\"a\":1,\"b\":3,\"\xC3\xA4\":5}");
  CHECK(all.contains("anything"));
}

TEST_CASE(
    "selected names are shown, in the order of the names and once, those not stored are not") {
  CHECK(shown(sample(), names({"b"})) == R"(,"b":3})");
  CHECK(shown(sample(), names({"b", "x", "a", "b"})) == R"(,"a":1,"b":3})");
  CHECK(shown(sample(), names({"A", "x", "aa", "*"})) == "}");
  CHECK(shown(sample(), names({""})) == R"(,"":4})");
}

TEST_CASE(
    "names match in either case where the dialect says so, and are shown as they are stored") {
  CHECK(shown(sample(), names({"b"}, true)) == R"(,"B":2,"b":3})");
  CHECK(shown(sample(), names({"A", "x"}, true)) == R"(,"a":1})");
  CHECK(names({"FeedBack"}, true).contains("fEEDbACK"));
  CHECK_FALSE(names({"FeedBack"}).contains("Feedback"));
  // Letters of ASCII only: an umlaut's small form has other bytes.
  CHECK(shown(sample(), names({"\xC3\x84"}, true)) == "}");
  CHECK(shown(sample(), names({"\xC3\xA4"}, true)) == ",\"\xC3\xA4\":5}");
  // Neighbors of letters are none.
  CHECK_FALSE(names({"@[`{"}, true).contains("`{@["));
  CHECK_FALSE(names({"a"}, true).contains("aa"));
  CHECK_FALSE(names({"aa"}, true).contains("a"));
}

TEST_CASE("services, states and tasks have selections of their own, wherever they are shown") {
  Service service = service_of(1);
  add_state(service, 2, 0);
  State state = *service.states.find(2);
  state.extensions = extensions_of({{"x", "\"state\""}, {"y", "0"}});
  service.states.put(std::make_shared<const State>(state));
  add_task(service, 3, 2, 0);
  Task task = *service.tasks.find(3);
  task.extensions = extensions_of({{"x", "\"task\""}, {"y", "0"}});
  service.tasks.put(std::make_shared<const Task>(task));
  service.extensions = extensions_of({{"x", "\"service\""}, {"y", "0"}});

  json::Inclusion inclusion;
  inclusion.active_states = true;
  inclusion.active_tasks = true;
  const auto extensions_in = [](const std::string& text) {
    std::string found;
    for (const std::string kind : {"service", "state", "task"}) {
      if (text.find("\"x\":\"" + kind + "\"") != std::string::npos) found += kind + " ";
    }
    return text.find("\"y\"") == std::string::npos ? found : "y";
  };
  CHECK(extensions_in(rendered(service, inclusion)).empty());
  inclusion.service_extensions = names({"x"});
  CHECK(extensions_in(rendered(service, inclusion)) == "service ");
  CHECK(extensions_in(rendered_state(service, 2, inclusion)).empty());
  inclusion.state_extensions = names({"x"});
  CHECK(extensions_in(rendered(service, inclusion)) == "service state ");
  CHECK(extensions_in(rendered_state(service, 2, inclusion)) == "state ");
  inclusion.task_extensions = names({"x"});
  CHECK(extensions_in(rendered(service, inclusion)) == "service state task ");
  CHECK(extensions_in(rendered_state(service, 2, inclusion)) == "state task ");
  CHECK(extensions_in(rendered_task(service, 3, inclusion)) == "task ");
}

TEST_CASE("contains and what is shown agree, whatever the names and their case") {
  const std::vector<std::string> all = {"",   "a",  "A",  "ab",       "aB",  "Ab", "AB",
                                        "b",  "_",  "[",  "\xC3\xA4", "z",   "Z",  "ba",
                                        "aZ", "a_", "a[", "a\xFF",    "aab", "AaB"};
  for (const bool ignores_case : {false, true}) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const json::NameSelection selection = names(
          {all[i], all[(i * 7 + 3) % all.size()], all[(i * 11 + 5) % all.size()]}, ignores_case);
      for (const std::string& name : all) {
        CAPTURE(all[i], name, ignores_case);
        const bool is_shown = shown(extensions_of({{name, "1"}}), selection) != "}";
        CHECK(is_shown == selection.contains(name));
      }
    }
  }
}

TEST_CASE("of thousands of selected names each that is stored is shown") {
  std::vector<std::string> selected;
  std::vector<std::pair<std::string, std::string>> stored;
  for (int i = 0; i < 4096; ++i) selected.push_back("name" + std::to_string(i));
  for (int i = 0; i < 1000; ++i) stored.emplace_back("name" + std::to_string(4 * i), "1");
  std::vector<ServicePtr> services;
  for (int i = 0; i < 3; ++i) {
    Service service = service_of(i);
    service.extensions = extensions_of(stored);
    services.push_back(std::make_shared<const Service>(service));
  }
  json::Inclusion inclusion;
  for (const bool ignores_case : {false, true}) {
    inclusion.service_extensions = names(selected, ignores_case);
    std::string out;
    json::append_services(out, services, inclusion);
    for (const auto& [name, value] : stored) {
      REQUIRE(out.find("\"" + name + "\":" + value) != std::string::npos);
    }
  }
}
