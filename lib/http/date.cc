// SPDX-License-Identifier: MIT
#include <ucs/detail/assert.h>
#include <ucs/http.h>
#include <ucs/time.h>

#include <array>
#include <chrono>
#include <cstdint>

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Thu", "Fri", "Sat", "Sun",
                                                   "Mon", "Tue", "Wed"};  // 1970-01-01 first
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

std::string format_date(Timestamp time) {
  UCS_ASSERT(time >= kTimestampMin && time <= kTimestampMax);
  constexpr std::int64_t kSecondsPerDay = 86400;
  const std::int64_t seconds =
      std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  const std::int64_t of_day = (seconds % kSecondsPerDay + kSecondsPerDay) % kSecondsPerDay;
  const std::int64_t days = (seconds - of_day) / kSecondsPerDay;
  const detail::CivilDate date = detail::civil_from_days(days);
  std::string text = "ddd, 00 mmm 0000 00:00:00 GMT";
  text.replace(0, 3, kDays[static_cast<std::size_t>((days % 7 + 7) % 7)]);
  detail::write_digits(&text[5], date.day, 2);
  text.replace(8, 3, kMonths[date.month - 1]);
  detail::write_digits(&text[12], date.year, 4);
  detail::write_digits(&text[17], of_day / 3600, 2);
  detail::write_digits(&text[20], of_day / 60 % 60, 2);
  detail::write_digits(&text[23], of_day % 60, 2);
  return text;
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
