// SPDX-License-Identifier: MIT
#include "lib/forms/clock_json.h"

#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>
#include <ucs/time.h>

#include <string>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

[[nodiscard]] Error unknown_mode(const std::string& mode) {
  return {ErrorCode::kInvalidField,
          "mode is " + ucs::detail::quoted(mode) +
              "; expected frozen, system, offset or scaled; did you mean " +
              ucs::detail::quoted(
                  ucs::detail::nearest(mode, {"frozen", "system", "offset", "scaled"})) +
              "?",
          "mode"};
}

}  // namespace

ObjectWriter begin_clock(const ClockMode& mode) {
  ObjectWriter object;
  switch (mode.kind) {
    case ClockMode::Kind::kFrozen:
      object.text("mode", "frozen");
      break;
    case ClockMode::Kind::kOffset:
      if (mode.offset.count() == 0) {
        object.text("mode", "system");
      } else {
        object.text("mode", "offset").number("offset", mode.offset.count());
      }
      break;
    case ClockMode::Kind::kScaled:
      object.text("mode", "scaled").number("rate", mode.rate);
      break;
  }
  return object;
}

std::string write_clock_mode(const ClockMode& mode) {
  ObjectWriter object = begin_clock(mode);
  if (mode.kind != ClockMode::Kind::kOffset) object.text("time", format_timestamp(mode.time));
  return object.done();
}

Result<std::optional<ClockMode>> read_clock_mode(const Value& value, Timestamp now) {
  std::optional<std::string> mode;
  ObjectReader shape(value, "a clock");
  shape.read("mode", mode);
  ObjectReader object(value, mode ? "a clock of the mode " + *mode : "a clock");
  object.read("mode", mode);
  ClockMode result = ClockMode::system();
  if (mode == "frozen") {
    result = ClockMode::frozen(now);
    object.read("time", result.time);
  } else if (mode == "offset") {
    object.read("offset", result.offset);
  } else if (mode == "scaled") {
    result = ClockMode::scaled(1, now);
    object.read("time", result.time);
    object.read("rate", result.rate);
  } else if (mode && mode != "system") {
    object.fail(unknown_mode(*mode));
  } else if (!mode) {
    object.read("time", result.time);
  }
  if (auto done = object.done(); !done) return std::move(done).error();
  if (mode) return std::optional<ClockMode>(result);
  if (object.find("time")) return std::optional<ClockMode>();
  return Error{ErrorCode::kMissingField, "mode or time is missing", "mode"};
}

Result<ClockMode> to_clock_mode(const Value& value) {
  const auto mode = read_clock_mode(value, Timestamp{});
  if (!mode) return mode.error();
  if (!*mode) return missing(value.path + ".mode");
  if (auto checked = check_clock_mode(**mode); !checked)
    return Error{checked.error().code, value.path + ": " + checked.error().message, value.path};
  return **mode;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
