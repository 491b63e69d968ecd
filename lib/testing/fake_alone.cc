// SPDX-License-Identifier: MIT
// What a fake does while nobody else is in it.
#include <ucs/detail/assert.h>
#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>
#include <ucs/testing/contents.h>

#include <limits>

#include "lib/testing/fake_impl.h"

namespace ucs {
inline namespace v0 {
namespace testing {

std::unique_ptr<Front> Fake::Impl::make_front(Mode mode) {
  front_since_ = clock_.now();
  return std::make_unique<Front>(engine_, outside_.stand_in(options_.api), mode);
}

FakeState Fake::Impl::present() {
  return {store_.snapshot(), clock_.mode(), engine_.settings(), front_->mode()};
}

void Fake::Impl::begin() {
  go_to(beginning_);
  journal_.reset();
  faults_.reset();
}

void Fake::Impl::go_to(const FakeState& state) {
  // The new front tells when it began, by the clock.
  const bool is_set =
      clock_.use(state.clock).has_value() &&
      (engine_.settings() == state.settings || engine_.set_settings(state.settings).has_value());
  UCS_ASSERT(is_set);
  hold(state.contents);
  front_ = make_front(state.mode);
}

void Fake::Impl::hold(const MemoryStore::Snapshot& contents) {
  remains_ = store_.replace(contents);
  has_remains_ = true;
}

Result<void> Fake::Impl::look_ahead(const std::string& tenant, Timestamp until,
                                    std::set<Moment>& upcoming) {
  const auto due = store_.list_due(tenant, until, 1);
  if (!due) return due.error();
  if (!due->empty()) upcoming.emplace(due->front()->due(), tenant);
  return {};
}

Result<DueOutcome> Fake::Impl::move_to(Timestamp target) {
  DueOutcome total;
  std::set<Moment> upcoming;
  for (const std::string& tenant : *store_.tenants()) {
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

Result<void> Fake::Impl::move_clock(Timestamp time) {
  return time > clock_.now() ? clock_.set(time) : Result<void>();
}

Result<void> Fake::Impl::check_new(std::string_view name) const {
  if (name.empty() || name.size() > kSnapshotNameBytesMax) {
    return Error{ErrorCode::kInvalidField,
                 "name has " + std::to_string(name.size()) + " bytes; expected 1 to " +
                     std::to_string(kSnapshotNameBytesMax),
                 "name"};
  }
  if (snapshots_.size() < kSnapshotsMax) return {};
  return Error{ErrorCode::kInvalidField,
               "there are " + std::to_string(snapshots_.size()) + " snapshots; expected at most " +
                   std::to_string(kSnapshotsMax) + ": discard some, or use a name again",
               "name"};
}

Error Fake::Impl::unknown(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const auto& [known, state] : snapshots_) names.emplace_back(known);
  std::string message = "there is no snapshot " + ucs::detail::quoted(name);
  message += names.empty()
                 ? ", and no other"
                 : "; did you mean " + ucs::detail::quoted(ucs::detail::nearest(name, names)) + "?";
  return Error{ErrorCode::kNoSuchResource, std::move(message), "name"};
}

Result<DueOutcome> Fake::Impl::set_time_alone(Timestamp time) {
  if (time >= clock_.now()) return move_to(time);
  if (auto set = clock_.set(time); !set) return std::move(set).error();
  return DueOutcome();
}

Result<void> Fake::Impl::load_alone(std::string_view document) {
  ContentsOptions options;
  options.now = TestClock(first_clock_, outside_).now();
  options.settings = beginning_.settings.get();
  options.id_scope = options_.engine.id_scope;
  options.tenants = options_.api.tenants;
  auto contents = read_contents(document, options);
  if (!contents) return std::move(contents).error();
  TestClock clock(first_clock_, outside_);
  if (contents->time) {
    if (auto set = clock.set(*contents->time); !set) return set;
  }
  beginning_.clock = clock.mode();
  // A snapshot of this store is restored faster than that of another.
  hold(contents->snapshot);
  beginning_.contents = store_.snapshot();
  begin();
  return {};
}
}  // namespace testing
}  // namespace v0
}  // namespace ucs
