// SPDX-License-Identifier: MIT
// What stands in a log, to the letter (spec 11).
#include <ucs/log_filter.h>

#include <string>

#include "tests/catch.h"

namespace {

using ucs::is_log_filter_type;
using ucs::LogFilter;
using ucs::LogFilterOptions;
using ucs::tests::contains;

/// Writes a pair by a type of its key.
std::string written(const std::string& type, std::string_view value,
                    std::string_view key = "application_type", bool is_compatible = false) {
  LogFilterOptions options;
  options.types[std::string(key)] = type;
  options.is_compatible = is_compatible;
  return LogFilter(options).pair(key, value);
}

TEST_CASE("each type writes the documented text") {
  struct Row {
    const char* type;
    const char* text;
  };
  const Row rows[] = {
      {"copy", R"('application_type' [str] = "App_type_1")"},
      {"", R"('application_type' [str] = "App_type_1")"},
      {"unheard-of", R"('application_type' [str] = "App_type_1")"},
      {"hide", "'application_type' [output suppressed]"},
      {"skip", ""},
      {"hide-first,4", R"('application_type' [str] = "****type_1")"},
      {"hide-first,0", R"('application_type' [str] = "App_type_1")"},
      {"hide-first,9", R"('application_type' [str] = "*********1")"},
      {"hide-first,10", R"('application_type' [str] = "**********")"},
      {"hide-first,11", R"('application_type' [str] = "**********")"},
      {"hide-last,3", R"('application_type' [str] = "App_typ***")"},
      {"hide-last,0", R"('application_type' [str] = "App_type_1")"},
      {"hide-last,10", R"('application_type' [str] = "**********")"},
      {"hide-last,11", R"('application_type' [str] = "**********")"},
      {"unhide-first,2", R"('application_type' [str] = "Ap********")"},
      {"unhide-first,0", R"('application_type' [str] = "**********")"},
      {"unhide-first,10", R"('application_type' [str] = "App_type_1")"},
      {"unhide-first,11", R"('application_type' [str] = "App_type_1")"},
      {"unhide-last,2", R"('application_type' [str] = "********_1")"},
      {"unhide-last,0", R"('application_type' [str] = "**********")"},
      {"unhide-last,11", R"('application_type' [str] = "App_type_1")"},
      {"unhide-last,18446744073709551615", R"('application_type' [str] = "App_type_1")"},
      {"tag", R"('application_type' [str] = <#"App_type_1"#>)"},
      {"tag()", R"('application_type' [str] = <#"App_type_1"#>)"},
      {"tag(,)", R"('application_type' [str] = <#"App_type_1"#>)"},
      {"tag(<**,**>)", R"('application_type' [str] = <**"App_type_1"**>)"},
      {"tag([,)", R"('application_type' [str] = ["App_type_1"#>)"},
      {" Hide-First , 4 ", R"('application_type' [str] = "****type_1")"},
      {"HIDE", "'application_type' [output suppressed]"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.type);
    CHECK(written(row.type, "App_type_1") == row.text);
  }
}

TEST_CASE("a type that is not whole is unknown, and that is copy") {
  for (const char* type :
       {"hide-first", "hide-first,", "hide-first,-1", "hide-first,x", "hide-first,1,2",
        "hide-first,99999999999999999999", "hide-first 4", "hide,4", "tag(", "tag)", "tag(a",
        "tag(a)", "tagged", "tag(a,b", "copy,"}) {
    CAPTURE(type);
    CHECK_FALSE(is_log_filter_type(type));
    CHECK(written(type, "x") == R"('application_type' [str] = "x")");
  }
  for (const char* type :
       {"copy", "hide", "skip", "hide-first,4", "HIDE-LAST,0", "tag", "tag(a,b)"})
    CHECK(is_log_filter_type(type));
}

TEST_CASE("the option compatible shows what hide-last hides beyond the length, and nothing else") {
  const std::string all = R"('application_type' [str] = "App_type_1")";
  CHECK(written("hide-last,11", "App_type_1", "application_type", true) == all);
  CHECK(written("hide-last,10", "App_type_1", "application_type", true) ==
        R"('application_type' [str] = "**********")");
  CHECK(written("hide-first,11", "App_type_1", "application_type", true) ==
        R"('application_type' [str] = "**********")");
}

TEST_CASE("characters are counted, not bytes") {
  CHECK(written("hide-first,2", "äö\xF0\x9F\x98\x80z") ==
        "'application_type' [str] = \"**\xF0\x9F\x98\x80z\"");
  CHECK(written("hide-last,2", "äö\xF0\x9F\x98\x80z") == "'application_type' [str] = \"äö**\"");
  CHECK(written("unhide-last,1", "äöü") == "'application_type' [str] = \"**ü\"");
  CHECK(written("hide-last,1", "") == "'application_type' [str] = \"\"");
  CHECK(written("unhide-first,1", "\xFF\xC3z") == R"('application_type' [str] = "\xff**")");
}

TEST_CASE("nothing in a value or a key can end the line or look like another pair") {
  CHECK(written("copy", "a\r\nb\t\x1b[31m\x7f") ==
        R"('application_type' [str] = "a\x0d\x0ab\x09\x1b[31m\x7f")");
  CHECK(written("copy", std::string_view("\0", 1)) == R"('application_type' [str] = "\x00")");
  CHECK(written("copy", R"(", 'x' [str] = "y\)") ==
        R"('application_type' [str] = "\", 'x' [str] = \"y\\")");
  CHECK(written("copy", "\xC2\x85|\xE2\x80\xA8|\xE2\x80\xAE|\xE2\x81\xA6|\xC2\xA0|\xE2\x82\xAC") ==
        "'application_type' [str] = \"\\u0085|\\u2028|\\u202e|\\u2066|\xC2\xA0|\xE2\x82\xAC\"");
  CHECK(written("copy", "\xFF\xED\xA0\x80") == R"('application_type' [str] = "\xff\xed\xa0\x80")");
  const LogFilter filter;
  CHECK(filter.pair("a'\n\\", "1") == R"('a\'\x0a\\' [str] = "1")");
  CHECK(filter.pair(std::string(65, 'k'), "1") ==
        "'" + std::string(64, 'k') + "...' [str] = \"1\"");
  CHECK(filter.pair(std::string(64, 'k'), "1") == "'" + std::string(64, 'k') + "' [str] = \"1\"");
  CHECK(written("tag(\n,\x1b)", "v") == R"('application_type' [str] = \x0a"v"\x1b)");
}

TEST_CASE("a long value is cut, and its end is hidden or shown as if it were not") {
  LogFilterOptions options;
  options.value_characters_max = 5;
  options.types = {{"last", "hide-last,2"}, {"unlast", "unhide-last,2"}};
  const LogFilter filter(options);
  CHECK(filter.pair("k", "12345") == R"('k' [str] = "12345")");
  CHECK(filter.pair("k", "123456") == R"('k' [str] = "12345...")");
  CHECK(filter.pair("last", "123456") == R"('last' [str] = "1234*...")");
  CHECK(filter.pair("unlast", "123456") == R"('unlast' [str] = "****5...")");
  CHECK(LogFilter().pair("k", std::string(1000000, 'x')).size() < 300);
}

TEST_CASE("a key's own type beats the default, and keys match in any case") {
  LogFilterOptions options;
  options.default_type = "hide";
  options.types = {{"Media_Type", "copy"}, {"x", "skip"}, {"y", ""}};
  const LogFilter filter(options);
  CHECK(filter.pair("other", "v") == "'other' [output suppressed]");
  CHECK(filter.pair("media_type", "v") == R"('media_type' [str] = "v")");
  CHECK(filter.pair("MEDIA_TYPE", "v") == R"('MEDIA_TYPE' [str] = "v")");
  CHECK(filter.pair("X", "v").empty());
  CHECK(filter.pair("y", "v") == R"('y' [str] = "v")");
}

TEST_CASE("personal data and secrets are hidden unless a known type of their own says otherwise") {
  for (const char* key : {"customer_id", "contact_key", "extensions", "Authorization",
                          "authorization", "AUTHORIZATION", "Proxy-Authorization", "Cookie"}) {
    CAPTURE(key);
    const std::string hidden = "'" + std::string(key) + "' [output suppressed]";
    for (const char* type : {"", "copy", "unheard-of", "hide-first,1", "unhide-last,4", "tag"}) {
      LogFilterOptions options;
      options.default_type = type;
      CHECK(LogFilter(options).pair(key, "secret") == hidden);
    }
    LogFilterOptions options;
    options.default_type = "skip";
    CHECK(LogFilter(options).pair(key, "secret").empty());
    CHECK(written("", "secret", key) == hidden);
    CHECK(written("cpoy", "secret", key) == hidden);
    CHECK(written("copy", "secret", key) == "'" + std::string(key) + "' [str] = \"secret\"");
    CHECK(written("unhide-last,2", "secret", key) ==
          "'" + std::string(key) + "' [str] = \"****et\"");
  }
}

TEST_CASE("an extension goes by its own type, else by that of extensions") {
  CHECK(LogFilter().extension_pair("pin", "4711") == "'pin' [output suppressed]");
  LogFilterOptions options;
  options.default_type = "copy";
  options.types["PIN"] = "hide-first,2";
  CHECK(LogFilter(options).extension_pair("pin", "4711") == R"('pin' [str] = "**11")");
  CHECK(LogFilter(options).extension_pair("other", "4711") == "'other' [output suppressed]");
  options.types["extensions"] = "copy";
  CHECK(LogFilter(options).extension_pair("other", "4711") == R"('other' [str] = "4711")");
}

}  // namespace
