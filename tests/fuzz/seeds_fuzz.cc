// SPDX-License-Identifier: MIT
// Documents of contents, in JSON or TOML: what one says is written as a document that says the
// same.
#include <ucs/testing/contents.h>

#include <string>

#include "tests/fuzz/fuzz.h"
#include "tests/support/manual_clock.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ucs::fuzz::demand;
  const std::string text = ucs::fuzz::text_of(data, size);
  ucs::testing::ContentsOptions options;
  options.now = ucs::tests::at("2026-03-01T12:00:00Z");
  const auto contents = ucs::testing::read_contents(text, options);
  if (!contents) {
    demand(!contents.error().message.empty(), "a refusal tells why");
    return 0;
  }
  const std::string document = ucs::testing::export_contents(contents->snapshot, contents->time);
  const auto again = ucs::testing::read_contents(document, options);
  demand(again.has_value(), "an export can be imported",
         again ? "" : again.error().message + "\n" + document);
  const std::string second = ucs::testing::export_contents(again->snapshot, again->time);
  demand(second == document, "what was imported is what was exported", document + "\n" + second);
  demand(again->services == contents->services, "no service is lost", document);
  return 0;
}
