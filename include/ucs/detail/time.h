// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/ascii.h>
#include <ucs/detail/assert.h>
#include <ucs/detail/quoted.h>
#include <ucs/time.h>

#include <cstdint>
#include <optional>

namespace ucs {
inline namespace v0 {
namespace detail {

struct CivilDate {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

inline constexpr std::int64_t kDaysPerEra = 146097;       // 400 Gregorian years
inline constexpr std::int64_t kEpochOffsetDays = 719468;  // 0000-03-01 to 1970-01-01

/// Returns the days from 1970-01-01 to a date of the proleptic Gregorian calendar. Years are
/// counted from March, so that the leap day is the last day of a year and every month's offset is a
/// linear formula.
[[nodiscard]] constexpr std::int64_t days_from_civil(const CivilDate& date) noexcept {
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t march_month = (static_cast<std::int64_t>(date.month) + 9) % 12;
  const std::int64_t day_of_year = (153 * march_month + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysPerEra + day_of_era - kEpochOffsetDays;
}

/// The inverse of days_from_civil.
[[nodiscard]] constexpr CivilDate civil_from_days(std::int64_t days) noexcept {
  const std::int64_t shifted = days + kEpochOffsetDays;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - (kDaysPerEra - 1)) / kDaysPerEra;
  const std::int64_t day_of_era = shifted - era * kDaysPerEra;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t march_month = (5 * day_of_year + 2) / 153;
  const auto month = static_cast<unsigned>(march_month < 10 ? march_month + 3 : march_month - 9);
  const auto day = static_cast<unsigned>(day_of_year - (153 * march_month + 2) / 5 + 1);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

[[nodiscard]] constexpr unsigned days_in_month(std::int64_t year, unsigned month) noexcept {
  constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : kDays[month - 1];
}

inline void write_digits(char* out, std::int64_t value, int digits) noexcept {
  for (int i = digits - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

/// The decimal digits at given places of a text; remembers when one was none. The places must be in
/// the text.
class Digits {
 public:
  explicit Digits(std::string_view text) : text_(text) {}

  [[nodiscard]] int two(std::size_t at) noexcept { return one(at) * 10 + one(at + 1); }
  [[nodiscard]] int four(std::size_t at) noexcept { return two(at) * 100 + two(at + 2); }
  [[nodiscard]] bool are_all() const noexcept { return are_all_; }

 private:
  int one(std::size_t at) noexcept {
    const int digit = text_[at] - '0';
    are_all_ &= digit >= 0 && digit <= 9;
    return digit;
  }

  const std::string_view text_;
  bool are_all_ = true;
};

inline constexpr std::size_t kDateBytes = 10;     // 2026-03-01
inline constexpr std::size_t kSecondsBytes = 19;  // 2026-03-01T12:00:00

/// Takes a fraction of 1 to 9 digits and its point, if there is one, from the front of `text`.
/// Returns the milliseconds it holds.
[[nodiscard]] inline std::optional<int> take_fraction_ms(std::string_view& text) noexcept {
  if (text.empty() || text.front() != '.') return 0;
  int value = 0;
  std::size_t count = 0;
  for (; count + 1 < text.size() && is_digit(text[count + 1]); ++count) {
    if (count < 3) value = value * 10 + (text[count + 1] - '0');
  }
  if (count == 0 || count > 9) return std::nullopt;
  for (std::size_t i = count; i < 3; ++i) value *= 10;
  text.remove_prefix(count + 1);
  return value;
}

/// Reads `Z`, `+01:00` or nothing, and returns the offset from UTC in minutes.
[[nodiscard]] inline std::optional<int> read_zone_minutes(std::string_view text) noexcept {
  if (text.empty() || text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  Digits digits(text);
  const int hours = digits.two(1);
  const int minutes = digits.two(4);
  if (!digits.are_all() || hours > 23 || minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

/// Reads the date that a text begins with, and returns its days since 1970-01-01.
[[nodiscard]] inline std::optional<std::int64_t> read_date(std::string_view text) noexcept {
  if (text.size() < kDateBytes || text[4] != '-' || text[7] != '-') return std::nullopt;
  Digits digits(text);
  const int year = digits.four(0);
  const auto month = static_cast<unsigned>(digits.two(5));
  const auto day = static_cast<unsigned>(digits.two(8));
  if (!digits.are_all() || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
    return std::nullopt;
  return days_from_civil({year, month, day});
}

[[nodiscard]] inline std::optional<Timestamp> read_timestamp(std::string_view text) noexcept {
  const auto days = read_date(text);
  if (!days || text.size() < kSecondsBytes || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  Digits digits(text);
  const int hour = digits.two(11);
  const int minute = digits.two(14);
  const int second = digits.two(17);
  if (!digits.are_all() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  text.remove_prefix(kSecondsBytes);
  const auto fraction = take_fraction_ms(text);
  const auto zone = read_zone_minutes(text);
  if (!fraction || !zone) return std::nullopt;
  const std::int64_t minutes = (*days * 24 + hour) * 60 + minute - *zone;
  const Timestamp result{std::chrono::milliseconds{(minutes * 60 + second) * 1000 + *fraction}};
  if (result < kTimestampMin || result > kTimestampMax) return std::nullopt;
  return result;
}

}  // namespace detail

inline void format_timestamp(Timestamp time, char* out) {
  UCS_ASSERT(time >= kTimestampMin && time <= kTimestampMax);
  constexpr std::int64_t kMsPerDay = 86400000;
  const std::int64_t total = time.time_since_epoch().count();
  const std::int64_t days = (total >= 0 ? total : total - (kMsPerDay - 1)) / kMsPerDay;
  const std::int64_t ms = total - days * kMsPerDay;
  const detail::CivilDate date = detail::civil_from_days(days);
  detail::write_digits(out, date.year, 4);
  out[4] = '-';
  detail::write_digits(out + 5, date.month, 2);
  out[7] = '-';
  detail::write_digits(out + 8, date.day, 2);
  out[10] = 'T';
  detail::write_digits(out + 11, ms / 3600000, 2);
  out[13] = ':';
  detail::write_digits(out + 14, ms / 60000 % 60, 2);
  out[16] = ':';
  detail::write_digits(out + 17, ms / 1000 % 60, 2);
  out[19] = '.';
  detail::write_digits(out + 20, ms % 1000, 3);
  out[23] = 'Z';
}

inline std::string format_timestamp(Timestamp time) {
  std::string result(kTimestampBytes, '0');
  format_timestamp(time, result.data());
  return result;
}

inline Result<Timestamp> parse_timestamp(std::string_view text, std::string_view field) {
  if (const auto time = detail::read_timestamp(text)) return *time;
  return Error{ErrorCode::kInvalidTimestamp,
               std::string(field) + " is " + detail::quoted(text) +
                   ", which is no valid time; expected the form 2026-03-01T12:00:00.000Z",
               std::string(field)};
}

}  // namespace v0
}  // namespace ucs
