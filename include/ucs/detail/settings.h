// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/quoted.h>
#include <ucs/settings.h>

#include <cstddef>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Returns the seconds of a unit, or 0 if it is none.
[[nodiscard]] constexpr std::int64_t seconds_of_unit(char unit) noexcept {
  constexpr std::int64_t kDay = 86400;
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return kDay;
    case 'w':
      return 7 * kDay;
    case 'M':
      return 30 * kDay;
    case 'y':
      return 365 * kDay;
    default:
      return 0;
  }
}

[[nodiscard]] inline std::optional<std::chrono::seconds> read_duration(
    std::string_view text) noexcept {
  const std::int64_t unit = text.size() < 2 ? 0 : seconds_of_unit(text.back());
  if (unit == 0) return std::nullopt;
  std::int64_t count = 0;
  for (const char digit : text.substr(0, text.size() - 1)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    count = count * 10 + (digit - '0');
    if (count * unit > kDurationMax.count()) return std::nullopt;  // and far from an overflow
  }
  return std::chrono::seconds(count * unit);
}

/// Returns the value listed for a type, or null.
template <class T>
[[nodiscard]] const T* find_by_type(const ByServiceType<T>& values, const LongOrString& type) {
  if (values.empty() || !type.is_present()) return nullptr;
  const auto found =
      type.is_string() ? values.find(type.string()) : values.find(std::to_string(type.integer()));
  return found == values.end() ? nullptr : &found->second;
}

/// Returns the error for a setting that is out of its bounds; `type` is empty for the default.
[[nodiscard]] inline Error setting_out_of_bounds(std::string_view name, std::string_view type,
                                                 std::int64_t value, std::string_view expected) {
  std::string field(name);
  if (!type.empty()) field.append(" of type ").append(quoted(type));
  return Error{ErrorCode::kInvalidField,
               field + " is " + std::to_string(value) + "; expected " + std::string(expected),
               std::string(name)};
}

}  // namespace detail

inline Result<std::chrono::seconds> parse_duration(std::string_view text, std::string_view field) {
  if (const auto duration = detail::read_duration(text)) return *duration;
  return Error{ErrorCode::kInvalidField,
               std::string(field) + " is " + detail::quoted(text) +
                   "; expected an integer and a unit, s m h d w M or y, such as 90s or 5y, and at "
                   "most 2147483647 seconds",
               std::string(field)};
}

inline std::chrono::milliseconds Settings::lifetime_of(const LongOrString& type) const {
  const auto* found = detail::find_by_type(lifetime_by_type, type);
  return found == nullptr ? default_lifetime : *found;
}

inline std::optional<std::chrono::seconds> Settings::auto_complete_after_of(
    const LongOrString& type) const {
  const auto* found = detail::find_by_type(auto_complete_after_by_type, type);
  return found == nullptr ? auto_complete_after : *found;
}

inline Result<void> check_settings(const Settings& settings) {
  const auto check_lifetime = [](std::string_view type,
                                 std::chrono::milliseconds value) -> Result<void> {
    if (value.count() >= 0) return {};
    return detail::setting_out_of_bounds("default_lifetime", type, value.count(),
                                         "milliseconds from 0 on");
  };
  const auto check_pause = [](std::string_view type,
                              std::optional<std::chrono::seconds> value) -> Result<void> {
    if (!value || (value->count() >= 0 && *value <= kDurationMax)) return {};
    return detail::setting_out_of_bounds("auto_complete_after", type, value->count(),
                                         "seconds from 0 to 2147483647");
  };
  if (auto checked = check_lifetime("", settings.default_lifetime); !checked) return checked;
  for (const auto& [type, value] : settings.lifetime_by_type) {
    if (auto checked = check_lifetime(type, value); !checked) return checked;
  }
  if (auto checked = check_pause("", settings.auto_complete_after); !checked) return checked;
  for (const auto& [type, value] : settings.auto_complete_after_by_type) {
    if (auto checked = check_pause(type, value); !checked) return checked;
  }
  return {};
}

}  // namespace v0
}  // namespace ucs
