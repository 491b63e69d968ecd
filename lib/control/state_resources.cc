// SPDX-License-Identifier: MIT
//
// Clock, contents and snapshots.
#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>
#include <ucs/testing/clock.h>
#include <ucs/time.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "lib/control/body.h"
#include "lib/control/json_reader.h"
#include "lib/control/json_writer.h"
#include "lib/control/resources.h"
#include "lib/http/message.h"

namespace ucs::control {
namespace {

using testing::ClockMode;
using testing::Fake;

/// Returns the clock as an object: `{"mode":"frozen","time":"…"}`.
[[nodiscard]] ObjectWriter write_clock(Fake& fake) {
  const ClockMode mode = fake.clock().mode();
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
  object.text("time", format_timestamp(fake.clock().now()));
  return object;
}

/// Returns the answer to a change of the time: the clock, and what happened.
[[nodiscard]] Answer changed(Fake& fake, const Result<DueOutcome>& outcome) {
  if (!outcome) return outcome.error();
  ObjectWriter due;
  due.number("completed", outcome->completed).number("expired", outcome->expired);
  return http::json_response(write_clock(fake).json("due", due.done()).done());
}

[[nodiscard]] Error unknown_mode(const std::string& mode) {
  return {ErrorCode::kInvalidField,
          "mode is " + detail::quoted(mode) +
              "; expected frozen, system, offset or scaled; did you mean " +
              detail::quoted(detail::nearest(mode, {"frozen", "system", "offset", "scaled"})) + "?",
          "mode"};
}

/// Reads the mode that a body names, for a clock that shows `now`; nothing if it names none.
[[nodiscard]] Result<std::optional<ClockMode>> read_mode(const Value& body, Timestamp now) {
  std::optional<std::string> mode;
  ObjectReader object(body, "a clock");
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

/// Makes the clock go on in another way, and lets what is due by its new time happen in the order
/// of time, as Fake::set_time does.
[[nodiscard]] Result<DueOutcome> use_mode(Fake& fake, const ClockMode& mode) {
  if (auto checked = testing::check_clock_mode(mode); !checked) return std::move(checked).error();
  auto before = fake.set_time(testing::TestClock(mode).now());
  if (!before) return before;
  if (auto used = fake.clock().use(mode); !used) return std::move(used).error();
  auto after = fake.settle();
  if (!after) return after;
  return DueOutcome{before->completed + after->completed, before->expired + after->expired};
}

[[nodiscard]] Answer done(Result<void> result) {
  if (!result) return std::move(result).error();
  return http::empty_response(204);
}

}  // namespace

Answer get_clock(Call& call) { return http::json_response(write_clock(*call.fake).done()); }

Answer put_clock(Call& call) {
  const auto body = json_of(call.request);
  if (!body) return body.error();
  const Value value{body->view(), ""};
  const auto mode = read_mode(value, call.fake->clock().now());
  if (!mode) return mode.error();
  if (*mode) return changed(*call.fake, use_mode(*call.fake, **mode));
  Timestamp time{};
  ObjectReader(value, "a clock").read("time", time);
  return changed(*call.fake, call.fake->set_time(time));
}

Answer advance_clock(Call& call) {
  const auto body = json_of(call.request);
  if (!body) return body.error();
  std::optional<std::chrono::milliseconds> by;
  ObjectReader object({body->view(), ""}, "the body");
  object.read("by", by);
  if (auto read = object.done(); !read) return std::move(read).error();
  if (!by) return Error{ErrorCode::kMissingField, "by is missing", "by"};
  return changed(*call.fake, call.fake->advance(*by));
}

Answer reset(Call& call) {
  call.fake->reset();
  return http::empty_response(204);
}

Answer put_seed(Call& call) { return done(call.fake->load(call.request.body)); }

Answer get_dump(Call& call) { return http::json_response(call.fake->export_contents()); }

Answer get_snapshots(Call& call) {
  return http::json_response(write_list(call.fake->snapshots(), write_text));
}
Answer put_snapshot(Call& call) { return done(call.fake->snapshot(call.name)); }
Answer delete_snapshot(Call& call) { return done(call.fake->discard(call.name)); }
Answer restore_snapshot(Call& call) { return done(call.fake->restore(call.name)); }

}  // namespace ucs::control
