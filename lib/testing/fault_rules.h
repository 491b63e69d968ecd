// SPDX-License-Identifier: MIT
//
// The rules of a fake, and which of them touches a call.
#pragma once

#include <ucs/testing/faults.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/testing/conditions.h"
#include "lib/testing/random.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// What touches one call: the rule, which stays what it is when it is removed meanwhile, and the
/// numbers of this call.
struct Fault {
  std::shared_ptr<const FaultRule> rule;
  Random random{0};
};

/// Returns the latency of a call.
[[nodiscard]] std::chrono::milliseconds draw(const Latency& latency, Random& random);

/// Exchanges bytes of `body`, which is not empty.
void garble(std::string& body, Random& random);

/// The rules. Thread-safe.
class FaultRules {
 public:
  /// `beginning` must satisfy what `set` demands (asserted).
  FaultRules(std::vector<http::Tenant> tenants, std::vector<FaultRule> beginning);

  /// Whether a request of this method may be one that a rule counts: one load, for those that are
  /// not.
  [[nodiscard]] bool may_count(std::string_view method) const noexcept {
    const unsigned counted = methods_.load(std::memory_order_relaxed);
    return counted != 0 && (counted & bit_of(method)) != 0;
  }

  /// Counts a call, and returns what touches it, if anything does. O(n).
  [[nodiscard]] std::optional<Fault> pick(const RequestSubject& subject);

  /// Adds a rule behind the others and returns its name. The errors of Fake::add_fault.
  [[nodiscard]] Result<std::string> add(FaultRule rule);
  /// Takes these in place of all others, with counts from 0. The same errors.
  [[nodiscard]] Result<void> set(std::vector<FaultRule> rules);
  /// The errors of Fake::remove_fault.
  [[nodiscard]] Result<void> remove(std::string_view name);
  [[nodiscard]] std::vector<FaultStatus> list() const;
  /// Goes back to the beginning.
  void reset();

  /// All of it that changes.
  struct Saved {
    std::vector<FaultStatus> rules;
    /// How many rules were given a name.
    std::uint64_t named = 0;
  };
  [[nodiscard]] Saved save() const;
  /// Goes there. The errors of `set`, and nothing has changed.
  [[nodiscard]] Result<void> restore(const Saved& saved);

 private:
  struct Counted {
    std::shared_ptr<const FaultRule> rule;
    /// Those of the rule, but with the tenant's key.
    RequestConditions when{};
    std::size_t matched = 0;
    std::size_t fired = 0;
  };

  /// Stands for a method in methods_; HEAD is answered as GET.
  [[nodiscard]] static unsigned bit_of(std::string_view method) noexcept;
  [[nodiscard]] static unsigned bits_of(const Counted& counted);

  [[nodiscard]] std::vector<FaultStatus> statuses() const;
  [[nodiscard]] Result<void> append(std::vector<Counted>& rules, FaultRule rule);
  void use(std::vector<Counted> rules);

  const std::vector<http::Tenant> tenants_;
  const std::vector<FaultRule> beginning_;
  std::atomic<unsigned> methods_{0};  // those of requests that some rule may count
  mutable std::mutex mutex_;          // guards what follows
  std::vector<Counted> rules_;
  std::uint64_t named_ = 0;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
