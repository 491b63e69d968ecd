// SPDX-License-Identifier: MIT
#include <ucs/settings.h>

#include <string>
#include <utility>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

using namespace ucs::tests;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ucs::parse_duration;
using ucs::Settings;

TEST_CASE("a duration is an integer and a unit") {
  const std::pair<const char*, std::int64_t> kDurations[] = {
      {"0s", 0},           {"1s", 1},
      {"90s", 90},         {"2m", 120},
      {"3h", 10800},       {"1d", 86400},
      {"2w", 1209600},     {"1M", 2592000},
      {"1y", 31536000},    {"5y", 157680000},
      {"007s", 7},         {"2147483647s", 2147483647},
      {"68y", 2144448000}, {"24855d", 2147472000}};
  for (const auto& [text, expected] : kDurations) {
    CAPTURE(text);
    CHECK(parse_duration(text).value() == seconds(expected));
  }
}

TEST_CASE("another form, or more than 2147483647 seconds, is invalid_field and names the field") {
  for (const char* text :
       {"",     "s",        "5",           "5 s", " 5s",    "5s ",
        "-5s",  "+5s",      "5S",          "5D",  "5Y",     "5ms",
        "1.5h", "0x5s",     "2147483648s", "69y", "24856d", "99999999999999999999y",
        "5y5y", "\xC2\xB5s"}) {
    CAPTURE(text);
    const auto refused = parse_duration(text, "default-lifetime");
    CHECK(outcome_and_field(refused) == "invalid_field default-lifetime");
    if (!refused) CHECK_THAT(refused.error().message, contains("s m h d w M or y"));
  }
}

TEST_CASE("a type's own value goes before the default; integers and strings are one key") {
  Settings settings;
  settings.default_lifetime = milliseconds(10);
  settings.lifetime_by_type["9"] = milliseconds(20);
  settings.auto_complete_after = seconds(1);
  settings.auto_complete_after_by_type["9"] = seconds(2);
  settings.auto_complete_after_by_type["off"] = std::nullopt;
  CHECK(settings.lifetime_of(9) == milliseconds(20));
  CHECK(settings.lifetime_of("9") == milliseconds(20));
  CHECK(settings.lifetime_of("09") == milliseconds(10));
  CHECK(settings.lifetime_of({}) == milliseconds(10));
  CHECK(settings.auto_complete_after_of(9) == seconds(2));
  CHECK(settings.auto_complete_after_of("other") == seconds(1));
  CHECK(settings.auto_complete_after_of("off") == std::nullopt);
  CHECK(Settings().default_lifetime == seconds(157680000));
  CHECK(Settings().auto_complete_after_of("any") == std::nullopt);
}

TEST_CASE("settings out of bounds are refused, and the text names the setting and the type") {
  const auto check = [](const auto& change, const std::string& named) {
    Settings settings;
    change(settings);
    const auto checked = ucs::check_settings(settings);
    REQUIRE(outcome(checked) == "invalid_field");
    CHECK_THAT(checked.error().message, contains(named));
  };
  CHECK(ucs::check_settings(Settings()));
  check([](Settings& s) { s.default_lifetime = milliseconds(-1); }, "default_lifetime is -1");
  check([](Settings& s) { s.lifetime_by_type["a"] = milliseconds(-1); },
        "default_lifetime of type \"a\"");
  check([](Settings& s) { s.auto_complete_after = seconds(-1); }, "auto_complete_after is -1");
  check([](Settings& s) { s.auto_complete_after = seconds(2147483648); }, "2147483648");
  check([](Settings& s) { s.auto_complete_after_by_type["b"] = seconds(-2); }, "type \"b\"");
  Settings bounds;
  bounds.default_lifetime = milliseconds(0);
  bounds.auto_complete_after = ucs::kDurationMax;
  CHECK(ucs::check_settings(bounds));
}

}  // namespace
