// SPDX-License-Identifier: MIT
//
// The fake itself. Everything that its answers depend on changes in steps: requests, and calls that
// move time or contents. A recorded fake carries them out one after the other.
#pragma once

#include <ucs/testing/fake.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/testing/fault_rules.h"
#include "lib/testing/faulty_store.h"
#include "lib/testing/front.h"
#include "lib/testing/journal.h"
#include "lib/testing/outside.h"
#include "lib/testing/questions.h"
#include "lib/testing/recorder.h"
#include "lib/testing/situation.h"
#include "lib/testing/step_json.h"
#include "lib/testing/turnstile.h"
#include "lib/testing/waiting.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// The methods that Fake has, too, do what is said there.
class Fake::Impl {
 public:
  /// `outside` is kReplayed for a fake that is told what it learns, by outside().
  Impl(FakeOptions options, Situation situation, Outside::Kind outside);

  /// Returns the situation of a new fake.
  [[nodiscard]] static Situation first_situation(const FakeOptions& options);
  /// Returns how the outside of such a fake is.
  [[nodiscard]] static Outside::Kind outside_of(const FakeOptions& options) {
    return options.recording_bytes_max > 0 ? Outside::Kind::kRecorded : Outside::Kind::kPlain;
  }

  [[nodiscard]] Exchange exchange(const http::Request& request);
  [[nodiscard]] http::Response handle(const http::Request& request);
  [[nodiscard]] http::Response refuse(const http::Request& request, const Error& error);

  /// Carries a request out, and waits for nothing: what it is to wait for is in the outcome.
  [[nodiscard]] Outcome carry_out(const http::Request& request);

  [[nodiscard]] const http::ApiOptions& api_options() const noexcept { return options_.api; }
  void end_waits();

  [[nodiscard]] Engine& engine() noexcept { return engine_; }
  [[nodiscard]] MemoryStore& store() noexcept { return store_; }
  [[nodiscard]] TestClock& clock() noexcept { return clock_; }
  [[nodiscard]] Outside& outside() noexcept { return outside_; }

  Result<DueOutcome> advance(std::chrono::milliseconds by);
  Result<DueOutcome> set_time(Timestamp time);
  Result<DueOutcome> use_clock(const ClockMode& mode);
  void reset();
  Result<void> load(std::string_view document);
  [[nodiscard]] std::string export_contents();
  Result<void> snapshot(std::string_view name);
  Result<void> restore(std::string_view name);
  Result<void> discard(std::string_view name);
  [[nodiscard]] std::vector<std::string> snapshots();
  [[nodiscard]] std::unique_ptr<Impl> fork();

  Result<std::string> add_fault(FaultRule rule);
  Result<void> set_faults(std::vector<FaultRule> rules);
  Result<void> remove_fault(std::string_view name);
  [[nodiscard]] std::vector<FaultStatus> faults() const { return faults_.list(); }

  void clear_journal() { journal_.clear(); }
  [[nodiscard]] const Questions& questions() const noexcept { return questions_; }

  [[nodiscard]] Result<std::string> recording();

 private:
  // More of them last longer than anybody waits.
  static constexpr std::size_t kPausesMax = 1000000;

  /// Whether a request has only to be answered.
  [[nodiscard]] bool is_plain(const http::Request& request) const noexcept {
    return recorder_ == nullptr && !faults_.may_count(request.method);
  }

  /// Answers a request that no fault touches and nobody records.
  [[nodiscard]] http::Response answer(const http::Request& request) {
    const Turnstile::Pass pass(turnstile_);
    return finished(request, front_->answer(request));
  }

  // Of those who passed.

  /// Dates an answer, if there is one, and keeps it in the journal, with what a fault did to it.
  [[nodiscard]] http::Response finished(const http::Request& request, http::Response response,
                                        const Journal::Touch& touch = {});
  /// Carries a request out, and lets the one fault touch it whose turn it is.
  [[nodiscard]] Outcome with_faults(const http::Request& request);

  void wait(std::chrono::milliseconds time);
  /// Destroys a part of what the store held before it was set back.
  void dwindle() noexcept;
  /// Fills in what the routes tell of entries.
  void fill_in(std::vector<JournalEntry>& entries);

  // Steps. Taken by those who passed, those who are alone, and those who change faults.

  /// Takes a step, which `act` does. `write` makes JSON of its result and readings, or nothing if
  /// it changed nothing.
  template <class Act, class Write>
  auto step(const Act& act, const Write& write);
  /// Likewise; `note` notes the result of one that succeeded, and reports whether it changed
  /// anything.
  template <class Act, class Note>
  auto noted_step(Step noted, const Act& act, const Note& note);
  template <class Act>
  auto noted_step(Step noted, const Act& act);
  /// Notes what was changed directly since the last step.
  void notice_changes();
  /// Takes what the store and the settings are now for what the steps made of them.
  void see() noexcept;
  void keep(const std::string& step);
  [[nodiscard]] Situation situation();

  // All of these are called alone.

  /// The steps that move the time.
  Result<DueOutcome> advance_step(std::chrono::milliseconds by);
  Result<DueOutcome> set_time_step(Timestamp time);
  [[nodiscard]] std::unique_ptr<Front> make_front(Mode mode);
  [[nodiscard]] FakeState present();
  Result<void> load_alone(std::string_view document);
  Result<DueOutcome> set_time_alone(Timestamp time);
  void begin();
  void go_to(const FakeState& state);
  /// Has the store hold these contents. What it held is destroyed by and by, with requests.
  void hold(const MemoryStore::Snapshot& contents);

  /// A moment at which something is due, and the tenant it is due in.
  using Moment = std::pair<Timestamp, std::string>;

  /// Adds the tenant's next moment up to `until`, if there is one.
  [[nodiscard]] Result<void> look_ahead(const std::string& tenant, Timestamp until,
                                        std::set<Moment>& upcoming);
  /// Moves the clock to `target`, from moment to moment. What comes to be due on the way, because
  /// something else happened, happens too. Ends, because each service completes itself once at
  /// most, and expires once.
  [[nodiscard]] Result<DueOutcome> move_to(Timestamp target);
  /// Sets the clock to `time` unless it is past it: one that runs by itself may be.
  [[nodiscard]] Result<void> move_clock(Timestamp time);

  [[nodiscard]] Result<void> check_new(std::string_view name) const;
  [[nodiscard]] Error unknown(std::string_view name) const;

  Turnstile turnstile_;
  const FakeOptions options_;
  Outside outside_;
  FakeState beginning_;  // changed by those who are alone, but for its settings and mode
  const ClockMode first_clock_;
  TestClock clock_;
  MemoryStore store_;
  FaultyStore faulty_store_;
  Engine engine_;
  Journal journal_;
  Questions questions_;
  FaultRules faults_;
  Waiting waiting_;
  // Changed by those who are alone; front_ is used by those who pass.
  std::unique_ptr<Front> front_;
  Timestamp front_since_{};
  FakeStates snapshots_;
  // Used by those who are alone, and by one of those who pass at a time: who has the mutex.
  MemoryStore::Remains remains_;
  std::mutex remains_mutex_;
  std::atomic<bool> has_remains_{false};
  // Null: nothing is recorded. What follows is of who takes a step.
  std::unique_ptr<Recorder> recorder_;
  // The clock as the steps made it: somebody may change it while a request is under way.
  std::uint64_t seen_clock_ = 0;
  std::uint64_t seen_changes_ = 0;
  std::shared_ptr<const Settings> seen_settings_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
