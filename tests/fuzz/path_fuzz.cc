// SPDX-License-Identifier: MIT
// Paths and queries: `METHOD target`, asked of a store that has something to find. Only questions,
// so that one world serves all inputs; requests_fuzz.cc changes things.
#include <ucs/engine.h>
#include <ucs/http.h>
#include <ucs/log_filter.h>
#include <ucs/memory_store.h>

#include <string>
#include <string_view>

#include "lib/http/percent.h"
#include "tests/fuzz/answers.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/manual_clock.h"

namespace {

using ucs::fuzz::checked;
using ucs::fuzz::demand;
using ucs::http::Request;

ucs::http::ApiOptions api_options() {
  ucs::http::ApiOptions options;
  options.v81_base_paths = {"/cv"};
  return options;
}

struct World {
  World() {
    post("/services/start", R"({"customer_id":"c","service_type":"t","A":[1],"b c":{"x":"y"}})");
    post("/services/start", R"({"customer_id":"a/b c","service_type":9})");
    post("/services/start", R"({"contact_key":"\u00e4","service_type":"9","State.x":1})");
    post("/services/1/states/start", R"({"state_type":"s","x":1})");
    post("/services/1/states/transition", R"({"from":{"state_id":1},"to":{"state_type":2}})");
    post("/services/1/tasks/start", R"({"task_type":"t","state_id":2})");
    post("/services/1/tasks/start", R"({"task_type":1})");
    post("/services/1/tasks/2/end", R"({"disposition":"d"})");
    post("/services/2/end", "");
  }
  void post(const std::string& path, const std::string& body) {
    const Request request{"POST", "/genesys/1/cs" + path, {}, body};
    demand(api.handle(request).status < 300, "the world can be set up", path);
  }

  ucs::MemoryStore store;
  ucs::tests::ManualClock clock;
  ucs::Engine engine{store, clock};
  ucs::http::Api api{engine, api_options()};
  const ucs::LogFilter filter{ucs::LogFilterOptions{}};
};

/// Encodes every byte.
std::string percent_encode(std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
  }
  return out;
}

void check_decoding(std::string_view text) {
  using ucs::http::percent_decode;
  using ucs::http::Plus;
  for (const Plus plus : {Plus::kItself, Plus::kBlank}) {
    const auto decoded = percent_decode(text, plus);
    if (!decoded) continue;
    demand(decoded->size() <= text.size(), "decoding makes nothing longer", text);
    demand(percent_decode(percent_encode(*decoded), plus) == decoded,
           "what is encoded again decodes to the same", text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World& world = *new World;  // leaves with the process
  const std::string text = ucs::fuzz::text_of(data, size);
  check_decoding(text);
  std::string_view target = text;
  const std::string method(ucs::fuzz::take_until(target, " "));
  Request request{method, std::string(target), {}, ""};
  const bool is_change = method == "POST" || method == "PUT" || method == "DELETE";
  if (!is_change) {
    const auto response = checked(world.api.handle(request), request);
    demand(response.status != 503, "a question is answered", text);
    if (method == "GET") {
      request.method = "HEAD";
      const auto head = checked(world.api.handle(request), request);
      demand(head.status == response.status, "HEAD is answered like GET", text);
      request.method = method;
    }
  }
  const auto recognized = world.api.recognize(request);
  const std::string described = world.api.describe(request);
  demand(recognized.operation.empty() || !described.empty(), "an operation has a description");
  demand(described.find_first_of(std::string("\n\r\0", 3)) == std::string::npos,
         "a description is one line", described);
  for (const std::string& pair : world.api.log_pairs(request, world.filter))
    demand(pair.find_first_of(std::string("\n\r\0", 3)) == std::string::npos,
           "a pair of the log is one line", pair);
  return 0;
}
