// SPDX-License-Identifier: MIT
// There is no other clock than the one a server is given.
#include <ucs/time.h>

#include <algorithm>
#include <regex>
#include <string>

#include "tests/support/dump.h"
#include "tests/support/every_operation.h"
#include "tests/support/http_transport.h"
#include "tests/support/http_twins.h"
#include "tests/support/http_world.h"

namespace {

using namespace ucs::tests;

TEST_CASE("a server in the year 1871 answers, stores and logs no time of another year") {
  ManualClock clock("1871-05-06T07:08:09.010Z");
  World world(clock, with_cv(), {});
  std::string text;
  {
    RunningServer server(world.handler, clock);
    HttpConnection connection(server.port());
    for (const std::string base : {"", "/genesys/1/cs"}) {
      for (const char* path :
           {"/services/start", "/services/1/states/start", "/services/1/tasks/start"})
        text += connection.exchange({"POST", base + path, {}, body_for_all("x")}).body;
      for (const auto& request : requests_for_all(base, "x")) {
        const WireResponse response = connection.exchange(request);
        for (const auto& header : response.headers)
          text += header.name + ": " + header.value + "\n";
        text += response.body + "\n";
      }
    }
    REQUIRE(server.stop());
    for (const auto& entry : server.log()) text += ucs::format_timestamp(entry.time) + "\n";
  }
  text += dump(*world.kept);
  const std::string present = ucs::format_timestamp(ucs::SystemClock().now()).substr(0, 4);
  CHECK(text.find(present) == std::string::npos);
  // But for the end of a service's lifetime, which is five years later.
  text = std::regex_replace(text, std::regex(" expires=1876-"), "");
  const std::regex time("([0-9]{4})-[0-9]{2}-[0-9]{2}T|[a-zA-Z]{3} ([0-9]{4}) [0-9:]{8} GMT");
  std::ptrdiff_t found = 0;
  for (std::sregex_iterator match(text.begin(), text.end(), time), end; match != end; ++match) {
    CHECK((*match)[1].str() + (*match)[2].str() == "1871");
    ++found;
  }
  CHECK(found > 100);
}

}  // namespace
