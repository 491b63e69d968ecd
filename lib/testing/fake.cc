// SPDX-License-Identifier: MIT
#include <ucs/detail/assert.h>
#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>
#include <ucs/testing/contents.h>
#include <ucs/testing/fake.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "lib/testing/fault_rules.h"
#include "lib/testing/faulty_store.h"
#include "lib/testing/front.h"
#include "lib/testing/journal.h"
#include "lib/testing/questions.h"
#include "lib/testing/turnstile.h"
#include "lib/testing/waiting.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

/// All of a fake that changes, but for the counts of its status.
struct State {
  MemoryStore::Snapshot contents;
  ClockMode clock;
  std::shared_ptr<const Settings> settings;
  Mode mode;
};

[[nodiscard]] State first_state(const FakeOptions& options) {
  return {MemoryStore().snapshot(), options.clock,
          std::make_shared<const Settings>(options.settings), Mode::kProduction};
}

}  // namespace

// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): members are made from those before
class Fake::Impl {
 public:
  Impl(FakeOptions options, State beginning)
      : options_(std::move(options)),
        beginning_(std::move(beginning)),
        first_clock_(beginning_.clock),
        clock_(beginning_.clock),
        store_(beginning_.contents),
        faulty_store_(store_),
        engine_(faulty_store_, clock_, options_.engine),
        journal_(options_.journal),
        questions_(journal_, options_.api.tenants,
                   [this](std::vector<JournalEntry>& entries) { fill_in(entries); }),
        faults_(options_.api.tenants, options_.faults) {
    const bool has_settings = engine_.set_settings(beginning_.settings).has_value();
    UCS_ASSERT(has_settings);
    front_ = make_front(beginning_.mode);
  }

  [[nodiscard]] Exchange exchange(const http::Request& request) {
    if (!faults_.has_any()) return {carry_out(request), {}};
    Outcome outcome = carry_out_with_faults(request);
    wait(outcome.latency);
    return std::move(outcome.exchange);
  }

  [[nodiscard]] http::Response handle(const http::Request& request) {
    if (!faults_.has_any()) return carry_out(request);
    auto [response, delivery] = exchange(request);
    if (delivery.kind == Delivery::Kind::kTruncated) response.body.resize(delivery.bytes);
    if (delivery.kind == Delivery::Kind::kDribbled) {
      const std::size_t pauses = (response.body.size() - 1) / delivery.bytes;
      wait(delivery.pause * static_cast<std::int64_t>(std::min(pauses, kPausesMax)));
    }
    return std::move(response);
  }

  [[nodiscard]] http::Response refuse(const http::Request& request, const Error& error) {
    const Turnstile::Pass pass(turnstile_);
    return finished(request, front_->refuse(request, error));
  }

  [[nodiscard]] const http::ApiOptions& api_options() const noexcept { return options_.api; }

  void end_waits() {
    waiting_.end();
    journal_.end_waits();
  }

  [[nodiscard]] Engine& engine() noexcept { return engine_; }
  [[nodiscard]] MemoryStore& store() noexcept { return store_; }
  [[nodiscard]] TestClock& clock() noexcept { return clock_; }

  Result<DueOutcome> advance(std::chrono::milliseconds by) {
    const Turnstile::Alone alone(turnstile_);
    const Timestamp now = clock_.now();
    if (auto checked = detail::check_advance(now, by); !checked) return std::move(checked).error();
    return move_to(now + by);
  }

  Result<DueOutcome> set_time(Timestamp time) {
    if (auto checked = detail::check_years(time); !checked) return std::move(checked).error();
    const Turnstile::Alone alone(turnstile_);
    if (time >= clock_.now()) return move_to(time);
    if (auto set = clock_.set(time); !set) return std::move(set).error();
    return DueOutcome();
  }

  void reset() {
    const Turnstile::Alone alone(turnstile_);
    begin();
  }

  Result<void> load(std::string_view document) {
    ContentsOptions options;
    options.now = TestClock(first_clock_).now();
    options.settings = beginning_.settings.get();
    options.id_scope = options_.engine.id_scope;
    options.tenants = options_.api.tenants;
    auto contents = read_contents(document, options);
    if (!contents) return std::move(contents).error();
    TestClock clock(first_clock_);
    if (contents->time) {
      if (auto set = clock.set(*contents->time); !set) return set;
    }
    const Turnstile::Alone alone(turnstile_);
    beginning_.clock = clock.mode();
    // A snapshot of this store is restored faster than that of another.
    store_.restore(contents->snapshot);
    beginning_.contents = store_.snapshot();
    begin();
    return {};
  }

  [[nodiscard]] std::string export_contents() {
    std::optional<MemoryStore::Snapshot> contents;
    Timestamp time;
    {
      const Turnstile::Alone alone(turnstile_);
      contents = store_.snapshot();
      time = clock_.now();
    }
    return testing::export_contents(*contents, time);
  }

  Result<void> snapshot(std::string_view name) {
    const Turnstile::Alone alone(turnstile_);
    const auto found = snapshots_.find(name);
    if (found != snapshots_.end()) {
      found->second = present();
      return {};
    }
    if (auto checked = check_new(name); !checked) return checked;
    snapshots_.emplace(std::string(name), present());
    return {};
  }

  Result<void> restore(std::string_view name) {
    const Turnstile::Alone alone(turnstile_);
    const auto found = snapshots_.find(name);
    if (found == snapshots_.end()) return unknown(name);
    go_to(found->second);
    return {};
  }

  Result<void> discard(std::string_view name) {
    const Turnstile::Alone alone(turnstile_);
    const auto found = snapshots_.find(name);
    if (found == snapshots_.end()) return unknown(name);
    snapshots_.erase(found);
    return {};
  }

  [[nodiscard]] std::vector<std::string> snapshots() {
    const Turnstile::Alone alone(turnstile_);
    std::vector<std::string> names;
    for (const auto& [name, state] : snapshots_) names.push_back(name);
    return names;
  }

  [[nodiscard]] std::unique_ptr<Impl> fork() {
    const Turnstile::Alone alone(turnstile_);
    return std::make_unique<Impl>(options_, present());
  }

  [[nodiscard]] FaultRules& faults() noexcept { return faults_; }

  void clear_journal() { journal_.clear(); }
  [[nodiscard]] const Questions& questions() const noexcept { return questions_; }

 private:
  // More of them last longer than anybody waits.
  static constexpr std::size_t kPausesMax = 1000000;

  [[nodiscard]] http::Response carry_out(const http::Request& request) {
    const Turnstile::Pass pass(turnstile_);
    return finished(request, front_->answer(request));
  }

  /// Dates an answer that no fault touched, and keeps it in the journal.
  [[nodiscard]] http::Response finished(const http::Request& request, http::Response response) {
    const Timestamp now = clock_.now();
    response.headers.push_back({"Date", http::format_date(now)});
    if (journal_.is_on()) journal_.record(request, response, now, {});
    return response;
  }

  /// Carries a request out, and lets the one fault touch it whose turn it is. Its latency is to be
  /// waited for by the caller, outside of the turnstile.
  [[nodiscard]] Outcome carry_out_with_faults(const http::Request& request) {
    const Turnstile::Pass pass(turnstile_);
    const http::Recognized subject = front_->recognize(request);
    const auto fault =
        faults_.pick({subject.operation, request.method, subject.path, subject.tenant});
    Outcome outcome;
    if (fault) {
      outcome = front_->answer_with(*fault, request, faulty_store_);
    } else {
      outcome.exchange.response = front_->answer(request);
    }
    const Timestamp now = clock_.now();
    http::Response& response = outcome.exchange.response;
    if (response.status != 0) response.headers.push_back({"Date", http::format_date(now)});
    if (journal_.is_on()) {
      const bool is_touched = fault && outcome.is_touched;
      journal_.record(request, response, now,
                      {is_touched ? std::string_view(fault->rule->name) : std::string_view(),
                       delivered_bytes(outcome.exchange)});
    }
    return outcome;
  }

  void wait(std::chrono::milliseconds time) {
    if (time.count() == 0) return;
    if (!options_.latency_moves_clock) return waiting_.wait(time);
    // At the end of all time there is nothing to move.
    static_cast<void>(advance(time));
  }

  /// Fills in what the routes tell of entries.
  void fill_in(std::vector<JournalEntry>& entries) {
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

  // All of these are called alone.

  [[nodiscard]] std::unique_ptr<Front> make_front(Mode mode) {
    return std::make_unique<Front>(engine_, options_.api, mode);
  }

  [[nodiscard]] State present() {
    return {store_.snapshot(), clock_.mode(), engine_.settings(), front_->mode()};
  }

  void begin() {
    go_to(beginning_);
    journal_.reset();
    faults_.reset();
  }

  void go_to(const State& state) {
    // The new front tells when it began, by the clock.
    const bool is_set =
        clock_.use(state.clock).has_value() &&
        (engine_.settings() == state.settings || engine_.set_settings(state.settings).has_value());
    UCS_ASSERT(is_set);
    store_.restore(state.contents);
    front_ = make_front(state.mode);
  }

  /// A moment at which something is due, and the tenant it is due in.
  using Moment = std::pair<Timestamp, std::string>;

  /// Adds the tenant's next moment up to `until`, if there is one.
  [[nodiscard]] Result<void> look_ahead(const std::string& tenant, Timestamp until,
                                        std::set<Moment>& upcoming) {
    const auto due = store_.list_due(tenant, until, 1);
    if (!due) return due.error();
    if (!due->empty()) upcoming.emplace(due->front()->due(), tenant);
    return {};
  }

  /// Moves the clock to `target`, from moment to moment. What comes to be due on the way, because
  /// something else happened, happens too. Ends, because each service completes itself once at
  /// most, and expires once.
  [[nodiscard]] Result<DueOutcome> move_to(Timestamp target) {
    DueOutcome total;
    std::set<Moment> upcoming;
    for (const std::string& tenant : store_.tenants()) {
      if (auto looked = look_ahead(tenant, target, upcoming); !looked)
        return std::move(looked).error();
    }
    while (!upcoming.empty()) {
      const auto [due, tenant] = *upcoming.begin();
      upcoming.erase(upcoming.begin());
      if (auto moved = move_clock(due); !moved) return std::move(moved).error();
      Scope scope;
      scope.tenant = Text(tenant);
      const auto outcome = engine_.run_due(std::numeric_limits<std::size_t>::max(), scope);
      if (!outcome) return outcome.error();
      total.completed += outcome->completed;
      total.expired += outcome->expired;
      if (auto looked = look_ahead(tenant, target, upcoming); !looked)
        return std::move(looked).error();
    }
    if (auto moved = move_clock(target); !moved) return std::move(moved).error();
    return total;
  }

  /// Sets the clock to `time` unless it is past it: one that runs by itself may be.
  [[nodiscard]] Result<void> move_clock(Timestamp time) {
    return time > clock_.now() ? clock_.set(time) : Result<void>();
  }

  [[nodiscard]] Result<void> check_new(std::string_view name) const {
    if (name.empty() || name.size() > kSnapshotNameBytesMax) {
      return Error{ErrorCode::kInvalidField,
                   "name has " + std::to_string(name.size()) + " bytes; expected 1 to " +
                       std::to_string(kSnapshotNameBytesMax),
                   "name"};
    }
    if (snapshots_.size() < kSnapshotsMax) return {};
    return Error{ErrorCode::kInvalidField,
                 "there are " + std::to_string(snapshots_.size()) +
                     " snapshots; expected at most " + std::to_string(kSnapshotsMax) +
                     ": discard some, or use a name again",
                 "name"};
  }

  [[nodiscard]] Error unknown(std::string_view name) const {
    std::vector<std::string_view> names;
    for (const auto& [known, state] : snapshots_) names.emplace_back(known);
    std::string message = "there is no snapshot " + ucs::detail::quoted(name);
    message += names.empty() ? ", and no other"
                             : "; did you mean " +
                                   ucs::detail::quoted(ucs::detail::nearest(name, names)) + "?";
    return Error{ErrorCode::kNoSuchResource, std::move(message), "name"};
  }

  Turnstile turnstile_;
  const FakeOptions options_;
  State beginning_;  // changed by those who are alone, but for its settings and mode
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
  std::map<std::string, State, std::less<>> snapshots_;
};

Fake::Fake(FakeOptions options) : Fake(nullptr) {
  State beginning = first_state(options);
  impl_ = std::make_unique<Impl>(std::move(options), std::move(beginning));
}
Fake::Fake(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Fake::Fake(Fake&&) noexcept = default;
Fake& Fake::operator=(Fake&&) noexcept = default;
Fake::~Fake() = default;

http::Response Fake::handle(const http::Request& request) { return impl_->handle(request); }
Exchange Fake::exchange(const http::Request& request) { return impl_->exchange(request); }
http::Response Fake::refuse(const http::Request& request, const Error& error) {
  return impl_->refuse(request, error);
}
const http::ApiOptions& Fake::api_options() const noexcept { return impl_->api_options(); }
void Fake::end_waits() { impl_->end_waits(); }

Engine& Fake::engine() const noexcept { return impl_->engine(); }
MemoryStore& Fake::store() const noexcept { return impl_->store(); }
TestClock& Fake::clock() const noexcept { return impl_->clock(); }

Result<DueOutcome> Fake::advance(std::chrono::milliseconds by) { return impl_->advance(by); }
Result<DueOutcome> Fake::set_time(Timestamp time) { return impl_->set_time(time); }
Result<DueOutcome> Fake::settle() { return impl_->advance(std::chrono::milliseconds(0)); }

void Fake::reset() { impl_->reset(); }
Result<void> Fake::load(std::string_view document) { return impl_->load(document); }
std::string Fake::export_contents() { return impl_->export_contents(); }
Result<void> Fake::snapshot(std::string_view name) { return impl_->snapshot(name); }
Result<void> Fake::restore(std::string_view name) { return impl_->restore(name); }
Result<void> Fake::discard(std::string_view name) { return impl_->discard(name); }
std::vector<std::string> Fake::snapshots() const { return impl_->snapshots(); }

Result<std::string> Fake::add_fault(FaultRule rule) { return impl_->faults().add(std::move(rule)); }
Result<void> Fake::set_faults(std::vector<FaultRule> rules) {
  return impl_->faults().set(std::move(rules));
}
Result<void> Fake::remove_fault(std::string_view name) { return impl_->faults().remove(name); }
std::vector<FaultStatus> Fake::faults() const { return impl_->faults().list(); }

Result<std::vector<JournalEntry>> Fake::journal(const RequestQuery& query) const {
  return impl_->questions().entries(query);
}
void Fake::clear_journal() { impl_->clear_journal(); }
Verification Fake::verify(const Expectation& expectation) const {
  return impl_->questions().eventually(std::chrono::milliseconds(0), expectation);
}
Verification Fake::verify_in_order(const std::vector<RequestQuery>& queries) const {
  return impl_->questions().verify_in_order(queries);
}
Verification Fake::eventually(std::chrono::milliseconds timeout,
                              const Expectation& expectation) const {
  return impl_->questions().eventually(timeout, expectation);
}

Fake Fake::fork() { return Fake(impl_->fork()); }

}  // namespace testing
}  // namespace v0
}  // namespace ucs
