// SPDX-License-Identifier: MIT
#pragma once

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

/// Reads a text from the left; every read consumes what it returns.
class TimestampReader {
 public:
  explicit TimestampReader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool is_done() const noexcept { return rest_.empty(); }

  bool skip(char expected) noexcept {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Reads exactly `kDigits` decimal digits whose value is at most `max`.
  template <std::size_t kDigits>
  std::optional<int> number(int max) noexcept {
    if (rest_.size() < kDigits) return std::nullopt;
    int value = 0;
    bool has_others = false;
    for (std::size_t i = 0; i < kDigits; ++i) {
      const int digit = rest_[i] - '0';
      has_others |= digit < 0 || digit > 9;
      value = value * 10 + digit;
    }
    if (has_others || value > max) return std::nullopt;
    rest_.remove_prefix(kDigits);
    return value;
  }

  /// Reads 1 to 9 fraction digits and returns the milliseconds they hold.
  std::optional<int> fraction_ms() noexcept {
    int value = 0;
    std::size_t count = 0;
    for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count) {
      if (count < 3) value = value * 10 + (rest_[count] - '0');
    }
    if (count == 0 || count > 9) return std::nullopt;
    for (std::size_t i = count; i < 3; ++i) value *= 10;
    rest_.remove_prefix(count);
    return value;
  }

 private:
  std::string_view rest_;
};

/// Reads the zone and returns its offset from UTC in minutes.
[[nodiscard]] inline std::optional<int> read_zone_minutes(TimestampReader& reader) noexcept {
  if (reader.is_done() || reader.skip('Z')) return 0;
  const int sign = reader.skip('-') ? -1 : 1;
  if (sign == 1 && !reader.skip('+')) return std::nullopt;
  const auto hours = reader.number<2>(23);
  if (!hours || !reader.skip(':')) return std::nullopt;
  const auto minutes = reader.number<2>(59);
  if (!minutes) return std::nullopt;
  return sign * (*hours * 60 + *minutes);
}

/// Reads the date and returns its days since 1970-01-01.
[[nodiscard]] inline std::optional<std::int64_t> read_date(TimestampReader& reader) noexcept {
  const auto year = reader.number<4>(9999);
  if (!year || !reader.skip('-')) return std::nullopt;
  const auto month = reader.number<2>(12);
  if (!month || *month == 0 || !reader.skip('-')) return std::nullopt;
  const auto day = reader.number<2>(31);
  const auto month_number = static_cast<unsigned>(*month);
  if (!day || *day == 0 || static_cast<unsigned>(*day) > days_in_month(*year, month_number))
    return std::nullopt;
  return days_from_civil({*year, month_number, static_cast<unsigned>(*day)});
}

[[nodiscard]] inline std::optional<Timestamp> read_timestamp(std::string_view text) noexcept {
  TimestampReader reader(text);
  const auto days = read_date(reader);
  if (!days || !reader.skip('T')) return std::nullopt;
  const auto hour = reader.number<2>(23);
  if (!hour || !reader.skip(':')) return std::nullopt;
  const auto minute = reader.number<2>(59);
  if (!minute || !reader.skip(':')) return std::nullopt;
  const auto second = reader.number<2>(59);
  if (!second) return std::nullopt;
  int fraction = 0;
  if (reader.skip('.')) {
    const auto read = reader.fraction_ms();
    if (!read) return std::nullopt;
    fraction = *read;
  }
  const auto zone = read_zone_minutes(reader);
  if (!zone || !reader.is_done()) return std::nullopt;
  const std::int64_t minutes = (*days * 24 + *hour) * 60 + *minute - *zone;
  const Timestamp result{std::chrono::milliseconds{(minutes * 60 + *second) * 1000 + fraction}};
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
