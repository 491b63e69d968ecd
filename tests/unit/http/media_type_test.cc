// SPDX-License-Identifier: MIT
#include "lib/http/media_type.h"

#include <string>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::ErrorCode;
using ucs::http::check_media_type;
using ucs::http::Header;
using ucs::http::Request;

ucs::Result<void> check(std::vector<Header> headers, std::string body = "{}") {
  return check_media_type(Request{"POST", "/", std::move(headers), std::move(body)});
}

TEST_CASE("JSON in UTF-8 is accepted, however it is written") {
  for (const char* type :
       {"application/json", "APPLICATION/JSON", "  application/json  ", "application/json;",
        "application/json; charset=utf-8", "application/json;charset=\"UTF-8\"",
        "application/json\t;\tCHARSET = utf8", "application/json; q=1; charset=utf-8; x",
        "application/json; charset*=x"}) {
    CAPTURE(type);
    CHECK(check({{"Content-Type", type}}));
    CHECK(check({{"content-TYPE", type}}));
  }
  CHECK(check({}));
  CHECK(check({{"Accept", "text/plain"}, {"X-Content-Type", "text/plain"}}));
}

TEST_CASE("another type or charset is unsupported_media_type, naming header and value") {
  for (const std::string type :
       {"", " ", "text/plain", "application/jsonx", "application/ json", "xapplication/json",
        "application/json/x", "application/json charset=utf-8", "application/json;charset=latin1",
        "application/json; charset=utf-8; charset=latin1", "application/json; charset=\"utf-8",
        "application/json; charset", "application/json; charset=utf-88"}) {
    CAPTURE(type);
    const auto checked = check({{"Content-Type", type}});
    if (type == "application/json; charset") {
      CHECK(checked);  // no value: no charset
      continue;
    }
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == ErrorCode::kUnsupportedMediaType);
    CHECK(checked.error().field == "Content-Type");
    CHECK(checked.error().message ==
          "Content-Type is \"" + type + "\"; expected application/json, if any charset then utf-8");
  }
}

TEST_CASE("each of several types must be JSON") {
  CHECK(check({{"Content-Type", "application/json"}, {"Content-Type", "application/json"}}));
  CHECK_FALSE(check({{"Content-Type", "application/json"}, {"content-type", "text/plain"}}));
}

TEST_CASE("an encoded body is unsupported_media_type") {
  for (const std::string coding : {"gzip", "x-gzip", "deflate", "br", "identity, gzip", ""}) {
    const auto checked = check({{"Content-Encoding", coding}});
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == ErrorCode::kUnsupportedMediaType);
    CHECK(checked.error().message == "Content-Encoding is \"" + coding + "\"; expected none");
  }
  CHECK(check({{"content-encoding", " Identity "}}));
}

TEST_CASE("without a body no header matters") {
  CHECK(check({{"Content-Type", "text/plain"}, {"Content-Encoding", "gzip"}}, ""));
}

}  // namespace
