// SPDX-License-Identifier: MIT
#include <ucs/http.h>
#include <ucs/time.h>

#include "tests/catch.h"
#include "tests/support/manual_clock.h"

namespace {

using ucs::http::format_date;
using ucs::tests::at;

TEST_CASE("a date of HTTP is in English, in GMT, and without fractions of a second") {
  CHECK(format_date(at("1994-11-06T08:49:37.999Z")) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(format_date(at("1970-01-01T00:00:00Z")) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(format_date(at("1969-12-31T23:59:59.999Z")) == "Wed, 31 Dec 1969 23:59:59 GMT");
  CHECK(format_date(at("2000-02-29T12:00:00Z")) == "Tue, 29 Feb 2000 12:00:00 GMT");
}

TEST_CASE("the first and the last time there is have a date") {
  CHECK(format_date(ucs::kTimestampMin) == "Sat, 01 Jan 0000 00:00:00 GMT");
  CHECK(format_date(ucs::kTimestampMax) == "Fri, 31 Dec 9999 23:59:59 GMT");
}

TEST_CASE("the days of a week and the months of a year have their names") {
  const char* const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const char* const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (int i = 0; i < 7; ++i) {
    const auto day = at("2026-03-02T00:00:00Z") + std::chrono::hours(24 * i);  // a Monday first
    CHECK(format_date(day).substr(0, 3) == days[i]);
  }
  for (int i = 0; i < 12; ++i) {
    const std::string number = (i < 9 ? "0" : "") + std::to_string(i + 1);
    CHECK(format_date(at("2026-" + number + "-15T00:00:00Z")).substr(8, 3) == months[i]);
  }
}

}  // namespace
