// SPDX-License-Identifier: MIT
#include <ucs/detail/assert.h>
#include <ucs/detail/quoted.h>
#include <ucs/testing/fake.h>
#include <ucs/testing/replay.h>
#include <ucs/time.h>

#include <algorithm>
#include <utility>

#include "lib/testing/fake_impl.h"
#include "lib/testing/recording.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

/// What came of a step in place of what was recorded: but for the number of the step and what was
/// asked.
using Found = std::optional<ReplayDifference>;

/// How much of a long text is shown before and behind what differs: no more than is quoted whole.
constexpr std::size_t kBefore = 24;
constexpr std::size_t kBehind = 40;

[[nodiscard]] ReplayDifference different(std::string part, std::string expected, std::string got,
                                         std::size_t offset = 0) {
  return {0, "", std::move(part), offset, std::move(expected), std::move(got)};
}

template <class Number>
[[nodiscard]] Found compare_numbers(const char* part, Number expected, Number got) {
  if (expected == got) return std::nullopt;
  return different(part, std::to_string(expected), std::to_string(got));
}

/// Returns what of `text` is around an offset, quoted.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t offset) {
  const std::size_t begin = offset < kBefore ? 0 : offset - kBefore;
  const std::string_view part = text.substr(begin, offset - begin + kBehind);
  std::string shown = begin > 0 ? "..." : "";
  shown += ucs::detail::quoted(part);
  if (begin + part.size() < text.size()) shown += "...";
  return shown;
}

[[nodiscard]] Found compare_bodies(std::string_view expected, std::string_view got) {
  if (expected == got) return std::nullopt;
  const auto end = std::mismatch(
      expected.begin(),
      expected.begin() + static_cast<std::ptrdiff_t>(std::min(expected.size(), got.size())),
      got.begin());
  const auto offset = static_cast<std::size_t>(end.first - expected.begin());
  return different("body", excerpt(expected, offset), excerpt(got, offset), offset);
}

[[nodiscard]] std::string write(const http::Header& header) {
  return ucs::detail::quoted(header.name + ": " + header.value);
}

[[nodiscard]] Found compare_headers(const std::vector<http::Header>& expected,
                                    const std::vector<http::Header>& got) {
  constexpr const char* kNothing = "nothing";
  for (std::size_t i = 0; i < std::max(expected.size(), got.size()); ++i) {
    const bool is_same = i < expected.size() && i < got.size() && expected[i].name == got[i].name &&
                         expected[i].value == got[i].value;
    if (is_same) continue;
    const std::string& name = i < expected.size() ? expected[i].name : got[i].name;
    return different("header " + ucs::detail::quoted(name),
                     i < expected.size() ? write(expected[i]) : kNothing,
                     i < got.size() ? write(got[i]) : kNothing);
  }
  return std::nullopt;
}

/// Returns all headers of an answer, as a step has them.
[[nodiscard]] std::vector<http::Header> headers_of(const http::Response& response) {
  std::vector<http::Header> headers = response.headers;
  if (!response.content_type.empty())
    headers.insert(headers.begin(), {"Content-Type", std::string(response.content_type)});
  return headers;
}

[[nodiscard]] std::string write(const Delivery& delivery) {
  const std::string bytes = std::to_string(delivery.bytes);
  switch (delivery.kind) {
    case Delivery::Kind::kWhole:
      return "whole";
    case Delivery::Kind::kReset:
      return "a reset of the connection";
    case Delivery::Kind::kEmpty:
      return "an empty reply";
    case Delivery::Kind::kTruncated:
      return "the first " + bytes + " bytes";
    case Delivery::Kind::kDribbled:
      break;
  }
  return bytes + " bytes at a time, with pauses of " + std::to_string(delivery.pause.count()) +
         " ms";
}

[[nodiscard]] Found compare_outcomes(const Outcome& expected, const Outcome& got) {
  const http::Response& response = expected.exchange.response;
  const http::Response& other = got.exchange.response;
  if (auto found = compare_numbers("status", response.status, other.status)) {
    // The body tells why.
    if (!other.body.empty()) found->got += ", with the body " + excerpt(other.body, 0);
    return found;
  }
  if (auto found = compare_headers(response.headers, headers_of(other))) return found;
  if (auto found = compare_bodies(response.body, other.body)) return found;
  const std::string delivery = write(expected.exchange.delivery);
  const std::string other_delivery = write(got.exchange.delivery);
  if (delivery != other_delivery) return different("delivery", delivery, other_delivery);
  return compare_numbers("latency", expected.latency.count(), got.latency.count());
}

[[nodiscard]] Found compare_due(const DueOutcome& expected, const Result<DueOutcome>& got) {
  if (!got) return different("outcome", "it is done", got.error().message);
  if (auto found = compare_numbers("completed", expected.completed, got->completed)) return found;
  return compare_numbers("expired", expected.expired, got->expired);
}

/// Those that are steps succeeded.
template <class T>
[[nodiscard]] Found compare_done(const Result<T>& got) {
  if (got) return std::nullopt;
  return different("outcome", "it is done", got.error().message);
}

[[nodiscard]] std::string asked(const Step& step) {
  std::string text(step_name(step.kind));
  switch (step.kind) {
    case StepKind::kRequest:
    case StepKind::kRefuse:
      return text + " " + step.request.method + " " + ucs::detail::quoted(step.request.target);
    case StepKind::kAdvance:
      return text + " by " + std::to_string(step.by.count()) + " ms";
    case StepKind::kSetTime:
      return text + " " + format_timestamp(step.time);
    case StepKind::kSnapshot:
    case StepKind::kRestore:
    case StepKind::kDiscard:
    case StepKind::kRemoveFault:
    case StepKind::kAddFault:
      return text + " " + ucs::detail::quoted(step.text);
    case StepKind::kUseClock:
    case StepKind::kReset:
    case StepKind::kLoad:
    case StepKind::kSetFaults:
      break;
  }
  return text;
}

}  // namespace

/// Does steps again, in a fake of its own. Not thread-safe; one thread at a time.
class Replayer {
 public:
  explicit Replayer(const Recording& recording)
      : fake_(recording.options, recording.situation, Outside::Kind::kReplayed) {}

  [[nodiscard]] Found replay(const Step& step) {
    fake_.outside().begin_step(step.readings);
    auto found = carry_out(step);
    static_cast<void>(fake_.outside().end_step());
    if (found) found->asked = asked(step);
    return found;
  }

 private:
  [[nodiscard]] Found carry_out(const Step& step) {
    switch (step.kind) {
      case StepKind::kRequest:
        return compare_outcomes(step.answer, fake_.carry_out(step.request));
      case StepKind::kRefuse: {
        Outcome outcome;
        outcome.exchange.response = fake_.refuse(step.request, step.error);
        return compare_outcomes(step.answer, outcome);
      }
      case StepKind::kAdvance:
        return compare_due(step.due, fake_.advance(step.by));
      case StepKind::kSetTime:
        return compare_due(step.due, fake_.set_time(step.time));
      case StepKind::kUseClock:
        return compare_done(fake_.clock().use(step.clock));
      case StepKind::kReset:
        fake_.reset();
        return std::nullopt;
      case StepKind::kLoad:
        return compare_done(fake_.load(step.text));
      case StepKind::kSnapshot:
        return compare_done(fake_.snapshot(step.text));
      case StepKind::kRestore:
        return compare_done(fake_.restore(step.text));
      case StepKind::kDiscard:
        return compare_done(fake_.discard(step.text));
      case StepKind::kRemoveFault:
        return compare_done(fake_.remove_fault(step.text));
      case StepKind::kAddFault:
        return add_fault(step);
      case StepKind::kSetFaults:
        return compare_done(fake_.set_faults(step.rules));
    }
    return std::nullopt;
  }

  [[nodiscard]] Found add_fault(const Step& step) {
    const auto name = fake_.add_fault(step.rules.front());
    if (!name || *name == step.text) return compare_done(name);
    return different("name", ucs::detail::quoted(step.text), ucs::detail::quoted(*name));
  }

  Fake::Impl fake_;
};

std::string describe(const ReplayDifference& difference) {
  std::string text = "step " + std::to_string(difference.step) + ", " + difference.asked + ": ";
  text += difference.part;
  if (difference.part == "body") text += " at byte " + std::to_string(difference.offset);
  text += "\n  recorded: " + difference.expected + "\n  replayed: " + difference.got;
  return text;
}

Result<Replay> replay(std::string_view recording) {
  const auto read = read_recording(recording);
  if (!read) return read.error();
  Replay result;
  result.steps = read->steps.size();
  result.skipped = read->skipped;
  Replayer replayer(*read);
  for (std::size_t i = 0; i < read->steps.size() && !result.difference; ++i) {
    result.difference = replayer.replay(read->steps[i]);
    if (result.difference) result.difference->step = i + 1;
  }
  return result;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
