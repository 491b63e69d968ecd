// SPDX-License-Identifier: MIT
#include <ucs/time.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::ErrorCode;
using ucs::format_timestamp;
using ucs::parse_timestamp;
using ucs::Timestamp;

Timestamp at_ms(std::int64_t ms) { return Timestamp{std::chrono::milliseconds{ms}}; }

/// Returns what `text` reads as, in written form, or the code of the error.
std::string reread(std::string_view text) {
  const auto time = parse_timestamp(text);
  return time ? format_timestamp(*time) : std::string(ucs::code_name(time.error().code));
}

TEST_CASE("a time is written in UTC with milliseconds") {
  CHECK(format_timestamp(at_ms(0)) == "1970-01-01T00:00:00.000Z");
  CHECK(format_timestamp(at_ms(1)) == "1970-01-01T00:00:00.001Z");
  CHECK(format_timestamp(at_ms(1772366400123)) == "2026-03-01T12:00:00.123Z");
}

TEST_CASE("times before 1970 are written right") {
  CHECK(format_timestamp(at_ms(-1)) == "1969-12-31T23:59:59.999Z");
  CHECK(format_timestamp(at_ms(-86400000)) == "1969-12-31T00:00:00.000Z");
  CHECK(format_timestamp(at_ms(-86400001)) == "1969-12-30T23:59:59.999Z");
}

TEST_CASE("the bounds are the first and the last millisecond of the years 0000 to 9999") {
  CHECK(format_timestamp(ucs::kTimestampMin) == "0000-01-01T00:00:00.000Z");
  CHECK(format_timestamp(ucs::kTimestampMax) == "9999-12-31T23:59:59.999Z");
  CHECK(*parse_timestamp("0000-01-01T00:00:00.000Z") == ucs::kTimestampMin);
  CHECK(*parse_timestamp("9999-12-31T23:59:59.999Z") == ucs::kTimestampMax);
}

TEST_CASE("writing to a buffer writes 24 bytes and no more") {
  std::string buffer(26, '#');
  format_timestamp(at_ms(0), buffer.data() + 1);
  CHECK(buffer == "#1970-01-01T00:00:00.000Z#");
  CHECK(ucs::kTimestampBytes == 24);
}

TEST_CASE("fraction digits are optional and cut to milliseconds") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "000"},      {".1", "100"},       {".12", "120"},        {".123", "123"},
      {".1239", "123"}, {".12345", "123"},   {".123456", "123"},    {".1234567", "123"},
      {".999", "999"},  {".9999", "999"},    {".999999999", "999"}, {".000000001", "000"},
      {".0", "000"},    {".00000000", "000"}};
  for (const auto& [fraction, ms] : cases) {
    CAPTURE(fraction);
    CHECK(reread("2026-03-01T12:00:00" + fraction + "Z") == "2026-03-01T12:00:00." + ms + "Z");
    CHECK(reread("2026-03-01T12:00:00" + fraction) == "2026-03-01T12:00:00." + ms + "Z");
  }
}

TEST_CASE("a missing zone means UTC") {
  CHECK(reread("2026-03-01T12:00:00.500") == "2026-03-01T12:00:00.500Z");
}

TEST_CASE("an offset is taken off, across days, months and years") {
  CHECK(reread("2026-03-01T12:00:00+02:00") == "2026-03-01T10:00:00.000Z");
  CHECK(reread("2026-03-01T12:00:00.25-05:30") == "2026-03-01T17:30:00.250Z");
  CHECK(reread("2026-01-01T00:30:00+01:00") == "2025-12-31T23:30:00.000Z");
  CHECK(reread("2024-02-28T23:00:00-02:00") == "2024-02-29T01:00:00.000Z");
  CHECK(reread("2026-03-01T12:00:00+00:00") == "2026-03-01T12:00:00.000Z");
  CHECK(reread("2026-03-01T12:00:00-00:00") == "2026-03-01T12:00:00.000Z");
  CHECK(reread("2026-03-01T12:00:00+23:59") == "2026-02-28T12:01:00.000Z");
  CHECK(reread("2026-03-01T12:00:00-23:59") == "2026-03-02T11:59:00.000Z");
}

TEST_CASE("29 February exists in leap years only") {
  for (const char* year : {"2024", "2000", "1600", "0000", "0004", "9996"}) {
    CHECK(reread(std::string(year) + "-02-29T00:00:00Z") ==
          std::string(year) + "-02-29T00:00:00.000Z");
  }
  for (const char* year : {"2023", "1900", "2100", "9999", "0001", "0100"}) {
    CHECK(reread(std::string(year) + "-02-29T00:00:00Z") == "invalid_timestamp");
  }
}

TEST_CASE("every month has its own number of days") {
  const std::vector<int> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (std::size_t month = 1; month <= 12; ++month) {
    const std::string prefix =
        std::string("2026-") + (month < 10 ? "0" : "") + std::to_string(month) + "-";
    const int last = days[month - 1];
    CHECK(parse_timestamp(prefix + std::to_string(last) + "T00:00:00Z").has_value());
    CHECK(reread(prefix + std::to_string(last + 1) + "T00:00:00Z") == "invalid_timestamp");
  }
}

TEST_CASE("every day from year 0 to 9999 follows the one before and is read back") {
  Timestamp expected = ucs::kTimestampMin;
  int wrong = 0;
  std::string before;
  while (expected <= ucs::kTimestampMax) {
    const std::string text = format_timestamp(expected);
    const auto read = parse_timestamp(text);
    if (!read || *read != expected || text <= before) ++wrong;
    before = text;
    expected += std::chrono::hours(24 * 7);  // a week: it meets every day of month and leap rule
  }
  CHECK(wrong == 0);
}

TEST_CASE("a time outside the years 0000 to 9999 in UTC is refused") {
  CHECK(reread("0000-01-01T00:00:00+00:01") == "invalid_timestamp");
  CHECK(reread("9999-12-31T23:59:59.999-00:01") == "invalid_timestamp");
  CHECK(reread("0000-01-01T00:01:00+00:01") == "0000-01-01T00:00:00.000Z");
  CHECK(reread("9999-12-31T23:58:59.999-00:01") == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("any other form is refused") {
  for (const char* text : {"",
                           " ",
                           "now",
                           "2026",
                           "2026-03-01",
                           "2026-03-01T",
                           "2026-03-01T12",
                           "2026-03-01T12:00",
                           "2026-03-01 12:00:00",
                           "2026-03-01t12:00:00",
                           "2026-03-01T12:00:00z",
                           "2026-3-1T12:00:00",
                           "26-03-01T12:00:00",
                           "02026-03-01T12:00:00",
                           "-2026-03-01T12:00:00",
                           "+2026-03-01T12:00:00",
                           "2026/03/01T12:00:00",
                           "20260301T120000",
                           "2026-Mar-01T12:00:00",
                           "01 March 2026",
                           "2026-03-01T1:00:00",
                           "2026-03-01T12:0:00",
                           "2026-03-01T12:00:0",
                           "2026-03-01T12.00.00",
                           "2026-03-01T12:00:00.",
                           "2026-03-01T12:00:00.Z",
                           "2026-03-01T12:00:00,5",
                           "2026-03-01T12:00:00.1234567890",
                           "2026-03-01T12:00:00.5.5",
                           "2026-03-01T12:00:00 Z",
                           "2026-03-01T12:00:00ZZ",
                           "2026-03-01T12:00:00Z ",
                           " 2026-03-01T12:00:00Z",
                           "2026-03-01T12:00:00+0200",
                           "2026-03-01T12:00:00+02",
                           "2026-03-01T12:00:00+2:00",
                           "2026-03-01T12:00:00+02:0",
                           "2026-03-01T12:00:00+02:00Z",
                           "2026-03-01T12:00:00+02:00:00",
                           "2026-03-01T12:00:00UTC",
                           "2026-03-01T12:00:00+",
                           "2026-03-01T-1:00:00",
                           "2026-03-01T12:00:+5"}) {
    CAPTURE(text);
    CHECK(reread(text) == "invalid_timestamp");
  }
}

TEST_CASE("numbers out of their range are refused") {
  for (const char* text :
       {"2026-00-01T12:00:00Z", "2026-13-01T12:00:00Z", "2026-03-00T12:00:00Z",
        "2026-03-32T12:00:00Z", "2026-02-30T12:00:00Z", "2026-03-01T24:00:00Z",
        "2026-03-01T12:60:00Z", "2026-03-01T12:00:60Z", "2026-03-01T12:00:00+24:00",
        "2026-03-01T12:00:00+01:60", "2026-03-01T99:00:00Z"}) {
    CAPTURE(text);
    CHECK(reread(text) == "invalid_timestamp");
  }
}

TEST_CASE("bytes that are no digits are refused, NUL and multi-byte digits included") {
  const std::string good = "2026-03-01T12:00:00Z";
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string text = good;
    text[i] = '\0';
    CAPTURE(i);
    CHECK(reread(text) == "invalid_timestamp");
  }
  CHECK(reread("\xD9\xA2\x30-03-01T12:00:00Z") == "invalid_timestamp");
}

TEST_CASE("the error names the field and quotes a short part of the value") {
  const auto bad = parse_timestamp("30 February\n" + std::string(500, 'x'), "expiration_time");
  REQUIRE_FALSE(bad.has_value());
  CHECK(bad.error().code == ErrorCode::kInvalidTimestamp);
  CHECK(bad.error().field == "expiration_time");
  CHECK_THAT(bad.error().message, ucs::tests::contains("expiration_time is \"30 February\\x0a"));
  CHECK(bad.error().message.size() < 250);
  CHECK(parse_timestamp("x").error().field == "timestamp");
}

}  // namespace
