// SPDX-License-Identifier: MIT
#include "lib/testing/fault_rules.h"

#include <ucs/detail/assert.h>
#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::array<std::string_view, 3> kWriting = {"POST", "PUT", "DELETE"};
// Sets of methods. The n-th bit stands for the n-th of those that write.
constexpr unsigned kAllWriting = (1U << kWriting.size()) - 1;
constexpr unsigned kReading = kAllWriting + 1;
constexpr unsigned kUnusual = kReading << 1U;

[[nodiscard]] bool is_about_writes(FaultKind kind) noexcept {
  return kind == FaultKind::kFailBeforeWrite || kind == FaultKind::kFailAfterWrite;
}

[[nodiscard]] bool may_write(std::string_view method) noexcept {
  return std::find(kWriting.begin(), kWriting.end(), method) != kWriting.end();
}

/// Tells of which rule of several an error is.
[[nodiscard]] Error of_rule(std::size_t index, const Error& error) {
  const std::string place = "[" + std::to_string(index) + "]";
  return {error.code, place + ": " + error.message, place + "." + error.field};
}

}  // namespace

std::chrono::milliseconds draw(const Latency& latency, Random& random) {
  switch (latency.kind) {
    case Latency::Kind::kFixed:
      return latency.min;
    case Latency::Kind::kUniform: {
      const auto width = static_cast<std::uint64_t>((latency.max - latency.min).count());
      return latency.min +
             std::chrono::milliseconds(static_cast<std::int64_t>(random.up_to(width)));
    }
    case Latency::Kind::kLognormal:
      break;
  }
  const double ms =
      static_cast<double>(latency.median.count()) * std::exp(latency.sigma * random.normal());
  const auto most = static_cast<double>(kLatencyMax.count());
  return std::chrono::milliseconds(std::llround(std::min(ms, most)));
}

void garble(std::string& body, Random& random) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    const std::uint64_t number = random.next();
    if (i > 0 && number % 4 != 0) continue;
    const auto other = static_cast<unsigned char>(1 + (number >> 8U) % 255);
    body[i] = static_cast<char>(static_cast<unsigned char>(body[i]) ^ other);
  }
}

FaultRules::FaultRules(std::vector<http::Tenant> tenants, std::vector<FaultRule> beginning)
    : tenants_(std::move(tenants)), beginning_(std::move(beginning)) {
  reset();
}

void FaultRules::reset() {
  const bool is_set = set(beginning_).has_value();
  UCS_ASSERT(is_set);
}

std::optional<Fault> FaultRules::pick(const RequestSubject& subject) {
  const bool is_write = may_write(subject.method);
  std::optional<Fault> fault;
  const std::lock_guard lock(mutex_);
  for (Counted& counted : rules_) {
    const FaultRule& rule = *counted.rule;
    if (is_about_writes(rule.action.kind) && !is_write) continue;
    if (!satisfies(subject, counted.when)) continue;
    ++counted.matched;
    if (fault || counted.matched < rule.from || counted.fired >= rule.times) continue;
    Random random(rule.seed, counted.matched);
    if (random.unit() >= rule.probability) continue;
    ++counted.fired;
    fault = Fault{counted.rule, random};
  }
  return fault;
}

Result<void> FaultRules::append(std::vector<Counted>& rules, FaultRule rule) {
  if (auto checked = check_fault_rule(rule, tenants_); !checked) return checked;
  if (rules.size() >= kFaultRulesMax) {
    return Error{ErrorCode::kInvalidField,
                 "there are " + std::to_string(rules.size()) + " rules; expected at most " +
                     std::to_string(kFaultRulesMax),
                 "name"};
  }
  const auto has_name = [&](const std::string& name) {
    return std::any_of(rules.begin(), rules.end(),
                       [&](const Counted& counted) { return counted.rule->name == name; });
  };
  if (!rule.name.empty() && has_name(rule.name)) {
    return Error{ErrorCode::kInvalidField,
                 "name is " + ucs::detail::quoted(rule.name) +
                     ", as that of another rule; expected a name of its own",
                 "name"};
  }
  while (rule.name.empty() || has_name(rule.name)) rule.name = "fault-" + std::to_string(++named_);
  RequestConditions when = rule.when;
  when.tenant = tenant_key(when.tenant, tenants_);
  rules.push_back({std::make_shared<const FaultRule>(std::move(rule)), std::move(when)});
  return {};
}

void FaultRules::use(std::vector<Counted> rules) {
  unsigned methods = 0;
  for (const Counted& counted : rules) methods |= bits_of(counted);
  rules_ = std::move(rules);
  methods_.store(methods, std::memory_order_relaxed);
}

unsigned FaultRules::bit_of(std::string_view method) noexcept {
  if (method == "GET" || method == "HEAD") return kReading;
  for (std::size_t i = 0; i < kWriting.size(); ++i) {
    if (method == kWriting[i]) return 1U << i;
  }
  return kUnusual;
}

unsigned FaultRules::bits_of(const Counted& counted) {
  const RequestConditions& when = counted.when;
  unsigned bits = kAllWriting | kReading | kUnusual;
  if (is_about_writes(counted.rule->action.kind)) bits = kAllWriting;
  if (!when.operation.empty()) bits &= bit_of(http::operation_method(when.operation)) | kUnusual;
  if (!when.method.empty()) bits &= bit_of(when.method);
  return bits;
}

Result<std::string> FaultRules::add(FaultRule rule) {
  const std::lock_guard lock(mutex_);
  std::vector<Counted> rules = rules_;
  if (auto added = append(rules, std::move(rule)); !added) return std::move(added).error();
  std::string name = rules.back().rule->name;
  use(std::move(rules));
  return name;
}

Result<void> FaultRules::set(std::vector<FaultRule> rules) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t named = std::exchange(named_, 0);
  std::vector<Counted> added;
  for (FaultRule& rule : rules) {
    auto done = append(added, std::move(rule));
    if (done) continue;
    named_ = named;
    return of_rule(added.size(), done.error());
  }
  use(std::move(added));
  return {};
}

Result<void> FaultRules::remove(std::string_view name) {
  const std::lock_guard lock(mutex_);
  std::vector<Counted> rules = rules_;
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const Counted& counted) {
    return counted.rule->name == name;
  });
  if (found != rules.end()) {
    rules.erase(found);
    use(std::move(rules));
    return {};
  }
  std::vector<std::string_view> names;
  names.reserve(rules.size());
  for (const Counted& counted : rules) names.emplace_back(counted.rule->name);
  std::string message = "there is no fault " + ucs::detail::quoted(name);
  message += names.empty()
                 ? ", and no other"
                 : "; did you mean " + ucs::detail::quoted(ucs::detail::nearest(name, names)) + "?";
  return Error{ErrorCode::kNoSuchResource, std::move(message), "name"};
}

std::vector<FaultStatus> FaultRules::list() const {
  const std::lock_guard lock(mutex_);
  return statuses();
}

std::vector<FaultStatus> FaultRules::statuses() const {
  std::vector<FaultStatus> all;
  for (const Counted& counted : rules_)
    all.push_back({*counted.rule, counted.matched, counted.fired});
  return all;
}

FaultRules::Saved FaultRules::save() const {
  const std::lock_guard lock(mutex_);
  return {statuses(), named_};
}

Result<void> FaultRules::restore(const Saved& saved) {
  const std::lock_guard lock(mutex_);
  std::vector<Counted> rules;
  for (const FaultStatus& status : saved.rules) {
    if (auto added = append(rules, status.rule); !added)
      return of_rule(rules.size(), added.error());
    rules.back().matched = status.matched;
    rules.back().fired = status.fired;
  }
  named_ = saved.named;
  use(std::move(rules));
  return {};
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
