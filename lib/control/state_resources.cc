// SPDX-License-Identifier: MIT
//
// Clock, contents, snapshots and recording.
#include <ucs/testing/clock.h>
#include <ucs/time.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "lib/control/body.h"
#include "lib/control/resources.h"
#include "lib/forms/clock_json.h"
#include "lib/forms/json_reader.h"
#include "lib/forms/json_writer.h"
#include "lib/http/message.h"

namespace ucs::control {
namespace {

using testing::Fake;
using testing::ObjectReader;
using testing::ObjectWriter;
using testing::Value;

/// Returns the clock as an object: `{"mode":"frozen","time":"…"}`.
[[nodiscard]] ObjectWriter write_clock(Fake& fake) {
  ObjectWriter object = testing::begin_clock(fake.clock().mode());
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
  const auto mode = testing::read_clock_mode(value, call.fake->clock().now());
  if (!mode) return mode.error();
  if (*mode) return changed(*call.fake, call.fake->use_clock(**mode));
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

Answer get_recording(Call& call) {
  auto recording = call.fake->recording();
  if (recording) return http::json_response(*std::move(recording));
  return Error{ErrorCode::kNoSuchResource,
               "nothing is recorded; expected a server with --recording-bytes-max", ""};
}

Answer get_snapshots(Call& call) {
  return http::json_response(testing::write_list(call.fake->snapshots(), testing::write_text));
}
Answer put_snapshot(Call& call) { return done(call.fake->snapshot(call.name)); }
Answer delete_snapshot(Call& call) { return done(call.fake->discard(call.name)); }
Answer restore_snapshot(Call& call) { return done(call.fake->restore(call.name)); }

}  // namespace ucs::control
