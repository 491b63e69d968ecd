// SPDX-License-Identifier: MIT
#include <ucs/testing/fake.h>

#include <utility>

#include "lib/testing/fake_impl.h"

namespace ucs {
inline namespace v0 {
namespace testing {

Fake::Fake(FakeOptions options) : Fake(nullptr) {
  Situation situation = Impl::first_situation(options);
  const Outside::Kind outside = Impl::outside_of(options);
  impl_ = std::make_unique<Impl>(std::move(options), std::move(situation), outside);
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
Result<DueOutcome> Fake::use_clock(const ClockMode& mode) { return impl_->use_clock(mode); }
Result<DueOutcome> Fake::settle() { return impl_->advance(std::chrono::milliseconds(0)); }

void Fake::reset() { impl_->reset(); }
Result<void> Fake::load(std::string_view document) { return impl_->load(document); }
std::string Fake::export_contents() { return impl_->export_contents(); }
Result<void> Fake::snapshot(std::string_view name) { return impl_->snapshot(name); }
Result<void> Fake::restore(std::string_view name) { return impl_->restore(name); }
Result<void> Fake::discard(std::string_view name) { return impl_->discard(name); }
std::vector<std::string> Fake::snapshots() const { return impl_->snapshots(); }

Result<std::string> Fake::add_fault(FaultRule rule) { return impl_->add_fault(std::move(rule)); }
Result<void> Fake::set_faults(std::vector<FaultRule> rules) {
  return impl_->set_faults(std::move(rules));
}
Result<void> Fake::remove_fault(std::string_view name) { return impl_->remove_fault(name); }
std::vector<FaultStatus> Fake::faults() const { return impl_->faults(); }

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

Result<std::string> Fake::recording() const { return impl_->recording(); }

Fake Fake::fork() { return Fake(impl_->fork()); }

}  // namespace testing
}  // namespace v0
}  // namespace ucs
