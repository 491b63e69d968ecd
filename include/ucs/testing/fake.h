// SPDX-License-Identifier: MIT
//
// A whole Context Services server inside your test, without a socket, a port or a thread: the real
// engine and the real HTTP layer, with the time and the contents in your hand. Part of the library
// ucs::testing; docs/testing-your-client.md is the guide.
//
//   ucs::testing::Fake fake;                                 // it is 2000-01-01T00:00:00.000Z
//   MyClient client([&](const ucs::http::Request& request) { return fake.handle(request); });
//   client.book("00027a52JCGY000M");
//   fake.advance(std::chrono::hours(1));                     // what is due by then happens
//   CHECK(client.open_bookings("00027a52JCGY000M") == 0);
//   fake.reset();                                            // as new, ids and time too
//
// Nothing in a fake is random and nothing looks at the machine: with its clock frozen, as it is by
// default, the same calls get the same bytes.
#pragma once

#include <ucs/clock.h>
#include <ucs/engine.h>
#include <ucs/http.h>
#include <ucs/memory_store.h>
#include <ucs/result.h>
#include <ucs/settings.h>
#include <ucs/testing/clock.h>
#include <ucs/testing/delivery.h>
#include <ucs/testing/faults.h>
#include <ucs/testing/journal.h>
#include <ucs/testing/verification.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

/// When a fake begins unless told otherwise: 2000-01-01T00:00:00.000Z. Round, so that sums are done
/// in the head, and no time that a real clock shows.
inline constexpr Timestamp kFakeStart{std::chrono::milliseconds{946684800000}};

struct FakeOptions {
  /// What the server serves, and how. What it points to (access, mode_gate, switch_timer,
  /// file_exporter) must outlive the fake, is shared with its forks, and does not go back with
  /// reset or restore; its callbacks must not call the fake.
  http::ApiOptions api;
  EngineOptions engine;
  /// Must satisfy check_settings (asserted).
  Settings settings;
  /// Must satisfy check_clock_mode (asserted).
  ClockMode clock = ClockMode::frozen(kFakeStart);
  JournalOptions journal;
  /// The rules it begins with, and goes back to. Must satisfy what set_faults demands (asserted).
  std::vector<FaultRule> faults;
  /// Whether the latency of faults moves the fake's clock, as advance does, in place of being
  /// waited for. As requests are carried out before their latency, an answer has the time from
  /// before.
  bool latency_moves_clock = false;
  /// How many bytes of what it does it keeps, so that the run can be replayed (recording); 0:
  /// nothing is recorded. A fake that records carries requests out one after the other.
  std::size_t recording_bytes_max = 0;
};

/// The longest that Fake::eventually waits.
inline constexpr std::chrono::milliseconds kEventuallyMax = std::chrono::hours(1);

/// How many snapshots a fake keeps, and the bytes of their names.
inline constexpr std::size_t kSnapshotsMax = 1000;
inline constexpr std::size_t kSnapshotNameBytesMax = 256;

/// The fake. Owns its clock, store, engine and API. Thread-safe: from any number of threads, handle
/// runs at once with itself; the methods that move time or contents let nobody in, wait for the
/// requests in flight, and then work alone, one after the other. So each request comes wholly
/// before or wholly after such a call. Direct calls of engine(), clock() and store() are as
/// thread-safe as these are, but nobody waits for them: a call of the engine that is under way
/// while the contents go back may store what it read before.
///
/// A fake that was moved from can only be destroyed or assigned.
class Fake {
 public:
  explicit Fake(FakeOptions options = {});
  Fake(Fake&& other) noexcept;
  Fake& operator=(Fake&& other) noexcept;
  ~Fake();

  /// Carries out a request, as http::Api::handle does, and returns what a client would receive:
  /// with the header Date, by the fake's clock, and if the request is HEAD without the body, whose
  /// size is in Content-Length. The body
  /// is whole, that of an export too; if the rest of one cannot be made, the answer is that error.
  /// What a transport adds besides (Content-Length, Connection) is not there. Where a fault leaves
  /// the client without an answer the status is 0, with neither headers nor body; a truncated body
  /// is as short as what arrives of it, and one that dribbles is waited for. Waits for latency.
  [[nodiscard]] http::Response handle(const http::Request& request);

  /// Likewise, for transports: the body is whole, and how it is to be delivered is told, not done.
  /// Waits for latency.
  [[nodiscard]] Exchange exchange(const http::Request& request);

  /// Returns the answer that refuses a request, as http::Api::refuse does, likewise: for what a
  /// transport must refuse itself. Nothing is carried out, no fault touches it, and the journal has
  /// it as an answer like others.
  [[nodiscard]] http::Response refuse(const http::Request& request, const Error& error);

  /// Returns the options of the API, as they were given.
  [[nodiscard]] const http::ApiOptions& api_options() const noexcept;

  /// Ends all waiting, for latency and by eventually, now and from now on: for a server that is
  /// about to join its threads.
  void end_waits();

  /// The parts, for tests that arrange or look at things directly. They stay where they are as long
  /// as the fake lives, also when it is moved. To set the clock itself moves the time without
  /// applying what is due.
  [[nodiscard]] Engine& engine() const noexcept;
  [[nodiscard]] MemoryStore& store() const noexcept;
  [[nodiscard]] TestClock& clock() const noexcept;

  /// Moves the time forward and returns what happened on the way: stops at every moment at which a
  /// service of any tenant completes itself or expires, in the order of time, lets that happen, and
  /// ends at the new time with nothing due. invalid_field: `by` is negative or leads past the year
  /// 9999; nothing has happened then. O(log n) for each change, and for each tenant.
  Result<DueOutcome> advance(std::chrono::milliseconds by);

  /// Sets the time: to a later one like advance; to an earlier one without any further effect. What
  /// happened stays: what is gone does not come back, and what was started has its start in the
  /// future. invalid_timestamp: `time` lies outside the years 0000 to 9999.
  Result<DueOutcome> set_time(Timestamp time);

  /// Makes the clock tell the time in another way, and goes to the time it shows then as set_time
  /// does. The errors of check_clock_mode, and nothing has changed.
  Result<DueOutcome> use_clock(const ClockMode& mode);

  /// Lets happen what is due by now, as advance by nothing does. For clocks that run by themselves,
  /// and for engine calls with times in the past: a fake has no timer.
  Result<DueOutcome> settle();

  /// Goes back to the beginning: contents, ids, settings, mode, and the counts of the server's
  /// status are those after construction, or after the last load; the journal is empty, and the
  /// faults are those of the options, counting from 0. A frozen or scaled clock shows its first
  /// time again; one that follows the system's has its first distance to that. Snapshots stay.
  /// Costs microseconds, however many services there were: they are destroyed a part at a time with
  /// the requests that follow, about 130, and what is then left with the next reset or restore.
  void reset();

  /// Makes of a document (ucs/testing/contents.h) the beginning, in place of what it was before,
  /// and goes back to it as reset does. Times are relative to the document's `time`, or else to the
  /// fake's first time; the clock shows that. The errors of read_contents, and nothing has changed.
  Result<void> load(std::string_view document);

  /// Returns all that is stored as a document: load makes the same of it again. The time is in it;
  /// settings, mode, snapshots, journal and faults are not. O(n); requests run meanwhile.
  [[nodiscard]] std::string export_contents();

  /// Keeps the present contents, ids, settings, mode and clock under a name, in place of what had
  /// that name. Costs microseconds, whatever there is. invalid_field: the name is empty or longer
  /// than kSnapshotNameBytesMax, or there are kSnapshotsMax others.
  Result<void> snapshot(std::string_view name);

  /// Goes back to a snapshot, or forward, as reset goes back to the beginning; the counts of the
  /// server's status begin anew. The journal, the faults and the snapshot stay. no_such_resource:
  /// there is none of that name; the message has the nearest one, and nothing has changed.
  Result<void> restore(std::string_view name);

  /// Forgets a snapshot. no_such_resource, as restore.
  Result<void> discard(std::string_view name);

  /// Returns the names of the snapshots in ascending order.
  [[nodiscard]] std::vector<std::string> snapshots() const;

  /// Returns what it did, as a document of JSON that ucs::testing::replay (ucs/testing/replay.h)
  /// and `ucs-shim replay` do again: options, contents, and then requests, answers, times and
  /// faults, in the order in which they were carried out. It has requests and answers whole, but
  /// for the values of the journal's masked headers. Of more than FakeOptions::recording_bytes_max
  /// bytes of steps at least the last half is kept, from what there was then; in memory that costs
  /// two snapshots besides. What is done with clock() is noticed at the next step; what is written
  /// with engine() likewise, and the recording then begins there. What is written with store(), or
  /// by the engine while a request is under way, is not in it, nor what api.file_exporter and
  /// api.mode_gate do: a replay shows the difference. no_such_resource: nothing is recorded.
  /// O(n); requests wait for a copy of the steps.
  [[nodiscard]] Result<std::string> recording() const;

  /// Returns a new fake with the same contents, ids, settings, mode and clock, which from then on
  /// goes its own way; the two share nothing that either can change. For the fork this is the
  /// beginning, to which its reset goes back; it has no snapshots, its journal is empty, its faults
  /// are those of the options, and the counts of its status begin anew. Costs microseconds,
  /// whatever there is.
  [[nodiscard]] Fake fork();

  /// Adds a rule behind the others and returns its name, a new one if it has none. From then on it
  /// counts. The errors of check_fault_rule; invalid_field also: another rule has its name, or
  /// there are kFaultRulesMax others. Requests run meanwhile. O(n).
  Result<std::string> add_fault(FaultRule rule);

  /// Takes these rules, counting from 0, in place of all others; of none there are no faults. The
  /// errors of add_fault, behind the place of the rule (`[1]: status is 99; …`), and nothing has
  /// changed.
  Result<void> set_faults(std::vector<FaultRule> rules);

  /// Removes a rule; a request that it has touched goes on. no_such_resource: there is none of that
  /// name; the message has the nearest one.
  Result<void> remove_fault(std::string_view name);

  /// Returns the rules, in the order in which they were added, and what became of them.
  [[nodiscard]] std::vector<FaultStatus> faults() const;

  /// Returns the requests of the journal that match, in the order in which they were carried out:
  /// those of handle, not what calls the engine directly. The errors of check_query.
  [[nodiscard]] Result<std::vector<JournalEntry>> journal(const RequestQuery& query = {}) const;

  /// Forgets the requests so far: verification then is about those that follow. Their numbers go
  /// on.
  void clear_journal();

  /// Tells whether the journal has as many requests of a kind as expected, and if not, why. Of an
  /// upper bound it cannot tell, and it is not met, when the journal had to give up requests since
  /// it was cleared (JournalOptions). The errors of check_expectation. O(n).
  Verification verify(const Expectation& expectation) const;

  /// Tells whether the journal has requests that match these, one after the other; others may be
  /// between them. The errors of check_query. O(n).
  Verification verify_in_order(const std::vector<RequestQuery>& queries) const;

  /// Waits until `verify` of this is met, for `timeout` of the system's time at most, and of that
  /// no more than kEventuallyMax: for clients that send in the background. Returns at once when it
  /// is met already, as never() is until the first such request, when it is refused, or when
  /// waiting has ended.
  Verification eventually(std::chrono::milliseconds timeout, const Expectation& expectation) const;

 private:
  friend class Replayer;
  class Impl;
  explicit Fake(std::unique_ptr<Impl> impl) noexcept;

  std::unique_ptr<Impl> impl_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
