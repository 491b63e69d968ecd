// SPDX-License-Identifier: MIT
//
// The settings of [control].
#include <ucs/clock.h>
#include <ucs/detail/quoted.h>
#include <ucs/settings.h>
#include <ucs/testing/fake.h>
#include <ucs/time.h>

#include <charconv>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <utility>

#include "lib/forms/time_span.h"
#include "shim/setting_values.h"
#include "shim/value_readers.h"

namespace ucs::shim {
namespace {

using testing::ClockMode;

constexpr std::size_t kNamespacesMax = 100000;
constexpr std::size_t kRecordingBytesMax = std::size_t{1} << 30U;

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// Reads `frozen=2026-03-01T12:00:00Z`.
std::optional<ClockMode> to_mode(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  if (equals == std::string_view::npos) {
    if (name == "system") return ClockMode::system();
    if (name == "frozen") return ClockMode::frozen(testing::kFakeStart);
    return std::nullopt;
  }
  const std::string_view value = text.substr(equals + 1);
  if (name == "frozen") {
    if (const auto time = parse_timestamp(value)) return ClockMode::frozen(*time);
  } else if (name == "offset") {
    if (const auto offset = testing::parse_span(value)) return ClockMode::ahead(*offset);
  } else if (name == "scaled") {
    if (const auto rate = number_of<double>(value))
      return ClockMode::scaled(*rate, SystemClock().now());
  }
  return std::nullopt;
}

}  // namespace

Outcome set_control(const Items& items, Options& options) {
  return read_boolean(items[0], options.control.is_on);
}
Outcome set_control_open(const Items& items, Options& options) {
  return read_boolean(items[0], options.control.is_open);
}
Outcome set_control_token_file(const Items& items, Options& options) {
  options.control.token_file = items[0];
  return {};
}

Outcome set_clock(const Items& items, Options& options) {
  const auto mode = to_mode(items[0]);
  if (!mode) {
    return expected(items[0],
                    "system, frozen, frozen=TIME, offset=TIME or scaled=RATE, such as "
                    "frozen=2026-03-01T12:00:00Z, offset=-2h or scaled=60");
  }
  if (auto checked = testing::check_clock_mode(*mode); !checked)
    return Problem{0, detail::quoted(items[0]) + ": " + checked.error().message};
  options.control.clock = *mode;
  return {};
}

Outcome set_namespaces_max(const Items& items, Options& options) {
  const auto count = number_of<std::size_t>(items[0]);
  if (!count || *count > kNamespacesMax) {
    return expected(items[0], "an integer from 0 to " + std::to_string(kNamespacesMax));
  }
  options.control.namespaces_max = *count;
  return {};
}

Outcome set_namespace_idle_max(const Items& items, Options& options) {
  const auto idle = parse_duration(items[0]);
  if (!idle || idle->count() == 0)
    return expected(items[0], "a time from 1 s on, such as 90s or 1h");
  options.control.namespace_idle_max = *idle;
  return {};
}

Outcome set_recording_bytes_max(const Items& items, Options& options) {
  const auto bytes = number_of<std::size_t>(items[0]);
  if (!bytes || *bytes > kRecordingBytesMax)
    return expected(items[0], "an integer from 0 to " + std::to_string(kRecordingBytesMax));
  options.control.recording_bytes_max = *bytes;
  return {};
}

}  // namespace ucs::shim
