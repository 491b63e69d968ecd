// SPDX-License-Identifier: MIT
// Rules of faults as JSON: what is read is written as a rule that is the same, and a fake keeps
// working under it. A recording is a document, too: replayed, whatever it says.
#include <ucs/json.h>
#include <ucs/testing/fake.h>
#include <ucs/testing/faults.h>
#include <ucs/testing/replay.h>

#include <string>

#include "lib/forms/fault_json.h"
#include "tests/fuzz/fuzz.h"

namespace {

using ucs::fuzz::demand;
using ucs::testing::FaultRule;

/// Returns the rule of a text, if it is one.
ucs::Result<FaultRule> rule_of(const std::string& text) {
  const auto json = ucs::json::parse_value(text);
  if (!json) return json.error();
  return ucs::testing::read_fault_rule({json->view(), ""});
}

void check_rule(const FaultRule& rule) {
  const std::string written = ucs::testing::write_fault_rule(rule);
  const auto again = rule_of(written);
  demand(again.has_value(), "what was written is read", written);
  demand(ucs::testing::write_fault_rule(*again) == written, "as the same", written);
  ucs::testing::Fake fake;
  fake.end_waits();
  if (!fake.add_fault(rule)) return;
  for (const char* target : {"/services/start", "/services/1/end", "/services/1"}) {
    const auto exchange = fake.exchange({"POST", target, {}, R"({"customer_id":"c"})"});
    const int status = exchange.response.status;
    demand(status >= 200 && status < 600, "an answer has a status", written);
  }
  demand(fake.faults().size() == 1, "the rule is kept", written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = ucs::fuzz::text_of(data, size);
  if (const auto rule = rule_of(text)) check_rule(*rule);
  static_cast<void>(ucs::testing::replay(text));
  return 0;
}
