// SPDX-License-Identifier: MIT
#include "lib/testing/fake_impl.h"

#include <ucs/detail/assert.h>
#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>
#include <ucs/testing/contents.h>

#include <algorithm>
#include <limits>

#include "lib/testing/recording.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

/// Returns what `situation` is like now.
[[nodiscard]] const FakeState& present_of(const Situation& situation) {
  return situation.present ? *situation.present : situation.beginning;
}

[[nodiscard]] Readings readings_of(const Situation& situation) {
  Readings readings;
  readings.system = situation.system;
  return readings;
}

[[nodiscard]] Step step_of(StepKind kind, std::string_view text = {}) {
  Step step;
  step.kind = kind;
  step.text = text;
  return step;
}

}  // namespace

template <class Act, class Write>
auto Fake::Impl::step(const Act& act, const Write& write) {
  if (recorder_ == nullptr) return act();
  const std::lock_guard lock(recorder_->mutex());
  notice_changes();
  outside_.begin_step();
  auto result = act();
  keep(write(result, outside_.end_step()));
  return result;
}

template <class Act, class Note>
auto Fake::Impl::noted_step(Step noted, const Act& act, const Note& note) {
  return step(act, [&](const auto& result, Readings readings) {
    seen_clock_ = clock_.version();  // what the step did to it is in the step
    if (!result || !note(noted, *result)) return std::string();
    noted.readings = std::move(readings);
    return write_step(noted);
  });
}

template <class Act>
auto Fake::Impl::noted_step(Step noted, const Act& act) {
  return step(act, [&](const Result<void>& result, Readings readings) {
    seen_clock_ = clock_.version();
    if (!result) return std::string();
    noted.readings = std::move(readings);
    return write_step(noted);
  });
}

Situation Fake::Impl::first_situation(const FakeOptions& options) {
  FakeState beginning{MemoryStore().snapshot(), options.clock,
                      std::make_shared<const Settings>(options.settings), Mode::kProduction};
  return {std::move(beginning), options.clock};
}

Fake::Impl::Impl(FakeOptions options, Situation situation, Outside::Kind outside)
    : options_(std::move(options)),
      outside_(outside, readings_of(situation)),
      beginning_(situation.beginning),
      first_clock_(situation.first_clock),
      clock_(present_of(situation).clock, outside_),
      store_(present_of(situation).contents),
      faulty_store_(store_, outside == Outside::Kind::kRecorded),
      engine_(faulty_store_, clock_, options_.engine),
      journal_(options_.journal),
      questions_(journal_, options_.api.tenants,
                 [this](std::vector<JournalEntry>& entries) { fill_in(entries); }),
      faults_(options_.api.tenants, options_.faults),
      snapshots_(std::move(situation.snapshots)) {
  const FakeState& present = present_of(situation);
  bool is_good = engine_.set_settings(present.settings).has_value();
  if (situation.faults) is_good = is_good && faults_.restore(*situation.faults).has_value();
  if (situation.started) is_good = is_good && clock_.use(ClockMode::frozen(*situation.started));
  front_ = make_front(present.mode);
  if (situation.started) is_good = is_good && clock_.use(present.clock);
  UCS_ASSERT(is_good);
  situation.system = outside_.end_step().system;
  if (options_.recording_bytes_max == 0) return;
  recorder_ = std::make_unique<Recorder>(options_.recording_bytes_max, std::move(situation));
  seen_clock_ = clock_.version();
  see();
}

Exchange Fake::Impl::exchange(const http::Request& request) {
  if (is_plain(request)) return {answer(request), {}};
  Outcome outcome = carry_out(request);
  wait(outcome.latency);
  return std::move(outcome.exchange);
}

http::Response Fake::Impl::handle(const http::Request& request) {
  if (is_plain(request)) return answer(request);
  auto [response, delivery] = exchange(request);
  if (delivery.kind == Delivery::Kind::kTruncated) response.body.resize(delivery.bytes);
  if (delivery.kind == Delivery::Kind::kDribbled) {
    const std::size_t pauses = (response.body.size() - 1) / delivery.bytes;
    wait(delivery.pause * static_cast<std::int64_t>(std::min(pauses, kPausesMax)));
  }
  return std::move(response);
}

http::Response Fake::Impl::refuse(const http::Request& request, const Error& error) {
  const Turnstile::Pass pass(turnstile_);
  Outcome outcome = step(
      [&] {
        Outcome refused;
        refused.exchange.response = finished(request, front_->refuse(request, error));
        return refused;
      },
      [&](const Outcome& refused, const Readings& readings) {
        return write_exchanged({request, refused, &error}, readings,
                               options_.journal.masked_headers);
      });
  return std::move(outcome.exchange.response);
}

Outcome Fake::Impl::carry_out(const http::Request& request) {
  const Turnstile::Pass pass(turnstile_);
  return step(
      [&] {
        if (faults_.may_count(request.method)) return with_faults(request);
        Outcome outcome;
        outcome.exchange.response = finished(request, front_->answer(request));
        return outcome;
      },
      [&](const Outcome& outcome, const Readings& readings) {
        return write_exchanged({request, outcome, nullptr}, readings,
                               options_.journal.masked_headers);
      });
}

void Fake::Impl::end_waits() {
  waiting_.end();
  journal_.end_waits();
}

Result<DueOutcome> Fake::Impl::advance(std::chrono::milliseconds by) {
  const Turnstile::Alone alone(turnstile_);
  return advance_step(by);
}

Result<DueOutcome> Fake::Impl::advance_step(std::chrono::milliseconds by) {
  Step moved = step_of(StepKind::kAdvance);
  moved.by = by;
  return noted_step(
      std::move(moved),
      [&]() -> Result<DueOutcome> {
        const Timestamp now = clock_.now();
        if (auto checked = detail::check_advance(now, by); !checked)
          return std::move(checked).error();
        return move_to(now + by);
      },
      [](Step& step, const DueOutcome& due) {
        step.due = due;
        // A server lets settle, again and again, clocks that run.
        return step.by.count() > 0 || due.total() > 0;
      });
}

Result<DueOutcome> Fake::Impl::set_time(Timestamp time) {
  if (auto checked = detail::check_years(time); !checked) return std::move(checked).error();
  const Turnstile::Alone alone(turnstile_);
  return set_time_step(time);
}

Result<DueOutcome> Fake::Impl::set_time_step(Timestamp time) {
  Step moved = step_of(StepKind::kSetTime);
  moved.time = time;
  return noted_step(
      std::move(moved), [&] { return set_time_alone(time); },
      [](Step& step, const DueOutcome& due) {
        step.due = due;
        return true;
      });
}

Result<DueOutcome> Fake::Impl::use_clock(const ClockMode& mode) {
  if (auto checked = check_clock_mode(mode); !checked) return std::move(checked).error();
  const Turnstile::Alone alone(turnstile_);
  auto before = set_time_step(TestClock(mode, outside_).now());
  if (!before) return before;
  Step used = step_of(StepKind::kUseClock);
  used.clock = mode;
  if (auto done = noted_step(std::move(used), [&] { return clock_.use(mode); }); !done)
    return std::move(done).error();
  auto after = advance_step(std::chrono::milliseconds(0));
  if (!after) return after;
  return DueOutcome{before->completed + after->completed, before->expired + after->expired};
}

void Fake::Impl::reset() {
  const Turnstile::Alone alone(turnstile_);
  static_cast<void>(noted_step(step_of(StepKind::kReset), [&] {
    begin();
    return Result<void>();
  }));
}

Result<void> Fake::Impl::load(std::string_view document) {
  const Turnstile::Alone alone(turnstile_);
  return noted_step(step_of(StepKind::kLoad, document), [&] { return load_alone(document); });
}

std::string Fake::Impl::export_contents() {
  std::optional<MemoryStore::Snapshot> contents;
  Timestamp time;
  {
    const Turnstile::Alone alone(turnstile_);
    contents = store_.snapshot();
    time = clock_.now();
  }
  return testing::export_contents(*contents, time);
}

Result<void> Fake::Impl::snapshot(std::string_view name) {
  const Turnstile::Alone alone(turnstile_);
  return noted_step(step_of(StepKind::kSnapshot, name), [&]() -> Result<void> {
    const auto found = snapshots_.find(name);
    if (found != snapshots_.end()) {
      found->second = present();
      return {};
    }
    if (auto checked = check_new(name); !checked) return checked;
    snapshots_.emplace(std::string(name), present());
    return {};
  });
}

Result<void> Fake::Impl::restore(std::string_view name) {
  const Turnstile::Alone alone(turnstile_);
  return noted_step(step_of(StepKind::kRestore, name), [&]() -> Result<void> {
    const auto found = snapshots_.find(name);
    if (found == snapshots_.end()) return unknown(name);
    go_to(found->second);
    return {};
  });
}

Result<void> Fake::Impl::discard(std::string_view name) {
  const Turnstile::Alone alone(turnstile_);
  return noted_step(step_of(StepKind::kDiscard, name), [&]() -> Result<void> {
    const auto found = snapshots_.find(name);
    if (found == snapshots_.end()) return unknown(name);
    snapshots_.erase(found);
    return {};
  });
}

std::vector<std::string> Fake::Impl::snapshots() {
  const Turnstile::Alone alone(turnstile_);
  std::vector<std::string> names;
  for (const auto& [name, state] : snapshots_) names.push_back(name);
  return names;
}

std::unique_ptr<Fake::Impl> Fake::Impl::fork() {
  const Turnstile::Alone alone(turnstile_);
  FakeState beginning = present();
  const ClockMode clock = beginning.clock;
  return std::make_unique<Impl>(options_, Situation{std::move(beginning), clock},
                                outside_of(options_));
}

Result<std::string> Fake::Impl::add_fault(FaultRule rule) {
  Step added = step_of(StepKind::kAddFault);
  added.rules = {rule};
  return noted_step(
      std::move(added), [&] { return faults_.add(std::move(rule)); },
      [](Step& step, const std::string& name) {
        step.text = name;
        return true;
      });
}

Result<void> Fake::Impl::set_faults(std::vector<FaultRule> rules) {
  Step set = step_of(StepKind::kSetFaults);
  set.rules = rules;
  return noted_step(std::move(set), [&] { return faults_.set(std::move(rules)); });
}

Result<void> Fake::Impl::remove_fault(std::string_view name) {
  return noted_step(step_of(StepKind::kRemoveFault, name), [&] { return faults_.remove(name); });
}

Result<std::string> Fake::Impl::recording() {
  if (recorder_ == nullptr) {
    return Error{ErrorCode::kNoSuchResource,
                 "there is no recording; expected a fake that was told to record, by "
                 "recording_bytes_max",
                 "recording_bytes_max"};
  }
  const auto contents = [&] {
    const std::lock_guard lock(recorder_->mutex());
    return recorder_->contents();
  }();
  return write_recording(options_, contents);
}

void Fake::Impl::dwindle() noexcept {
  if (!has_remains_.load(std::memory_order_relaxed)) return;
  const std::unique_lock lock(remains_mutex_, std::try_to_lock);
  if (!lock) return;
  remains_.dwindle();
  has_remains_ = !remains_.is_empty();
}

http::Response Fake::Impl::finished(const http::Request& request, http::Response response,
                                    const Journal::Touch& touch) {
  dwindle();
  const Timestamp now = clock_.now();
  if (response.status != 0) response.headers.push_back({"Date", http::format_date(now)});
  if (journal_.is_on()) journal_.record(request, response, now, touch);
  return response;
}

Outcome Fake::Impl::with_faults(const http::Request& request) {
  const http::Recognized subject = front_->recognize(request);
  const auto fault =
      faults_.pick({subject.operation, request.method, subject.path, subject.tenant});
  Outcome outcome;
  if (fault) {
    outcome = front_->answer_with(*fault, request, faulty_store_);
  } else {
    outcome.exchange.response = front_->answer(request);
  }
  const bool is_touched = fault && outcome.is_touched;
  const Journal::Touch touch{is_touched ? std::string_view(fault->rule->name) : std::string_view(),
                             delivered_bytes(outcome.exchange)};
  http::Response& response = outcome.exchange.response;
  response = finished(request, std::move(response), touch);
  return outcome;
}

void Fake::Impl::wait(std::chrono::milliseconds time) {
  if (time.count() == 0) return;
  if (!options_.latency_moves_clock) return waiting_.wait(time);
  // At the end of all time there is nothing to move.
  static_cast<void>(advance(time));
}

void Fake::Impl::fill_in(std::vector<JournalEntry>& entries) {
  const Turnstile::Pass pass(turnstile_);
  for (JournalEntry& entry : entries) {
    http::Request request{entry.method, entry.target, std::move(entry.headers), {}};
    const http::Recognized recognized = front_->recognize(request);
    entry.operation = recognized.operation;
    entry.path = recognized.path;
    entry.tenant = recognized.tenant;
    entry.headers = std::move(request.headers);
  }
}

void Fake::Impl::see() noexcept {
  seen_changes_ = faulty_store_.changes();
  seen_settings_ = engine_.settings();
}

void Fake::Impl::notice_changes() {
  if (faulty_store_.changes() != seen_changes_ || engine_.settings() != seen_settings_) {
    recorder_->begin_anew(situation());
    see();
  }
  if (clock_.version() == seen_clock_) return;
  Step changed = step_of(StepKind::kUseClock);
  outside_.begin_step();
  changed.clock = clock_.mode();
  // From here on it goes on as it will when this is replayed.
  const bool is_used = clock_.use(changed.clock).has_value();
  UCS_ASSERT(is_used);
  changed.readings = outside_.end_step();
  seen_clock_ = clock_.version();
  keep(write_step(changed));
}

void Fake::Impl::keep(const std::string& step) {
  if (!step.empty() && recorder_->add(step)) recorder_->begin_part(situation());
  see();
}

Situation Fake::Impl::situation() {
  outside_.begin_step();
  FakeState now = present();
  // As in notice_changes.
  const bool is_used = clock_.use(now.clock).has_value();
  UCS_ASSERT(is_used);
  seen_clock_ = clock_.version();
  const auto system = outside_.end_step().system;
  return {beginning_,   first_clock_, std::move(now), system,
          front_since_, snapshots_,   faults_.save()};
}
}  // namespace testing
}  // namespace v0
}  // namespace ucs
