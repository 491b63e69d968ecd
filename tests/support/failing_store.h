// SPDX-License-Identifier: MIT
// A store that fails when a test says so.
#pragma once

#include <ucs/store.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace ucs::tests {

/// Passes every call on to another store, but lets one call fail. Which one is set from one thread
/// while no call is under way; else thread-safe.
class FailingStore final : public Store {
 public:
  /// Whether the failing call is passed on at all.
  enum class Moment {
    kBefore,  ///< it fails and has done nothing, as the contract of Store demands
    kAfter,   ///< it does its work and fails nevertheless: an answer that got lost
  };

  explicit FailingStore(Store& inner) : inner_(inner) {}

  /// Lets the `call`-th call from now on (1 is the next one) return `error`.
  void fail_at(std::size_t call, Moment moment, Error error) {
    error_ = std::move(error);
    arm(call, moment, false);
  }
  /// Lets the `call`-th call from now on throw a std::runtime_error.
  void throw_at(std::size_t call, Moment moment) { arm(call, moment, true); }
  /// Lets no call fail, and counts from 0 again.
  void heal() { arm(0, Moment::kBefore, false); }

  /// Returns the number of calls since the last fail_at, throw_at or heal.
  [[nodiscard]] std::size_t calls() const { return calls_; }

  Result<ServicePtr> get(std::string_view tenant, ServiceId id) override {
    return call([&] { return inner_.get(tenant, id); });
  }
  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      Revision expected) override {
    return call([&] { return inner_.put_if(tenant, service, expected); });
  }
  Result<bool> erase_if(std::string_view tenant, ServiceId id, Revision expected) override {
    return call([&] { return inner_.erase_if(tenant, id, expected); });
  }
  Result<std::vector<ServicePtr>> list(std::string_view tenant, OwnerKind kind,
                                       std::string_view owner) override {
    return call([&] { return inner_.list(tenant, kind, owner); });
  }
  Result<std::vector<ServicePtr>> scan(std::string_view tenant, ServiceId after,
                                       std::size_t limit) override {
    return call([&] { return inner_.scan(tenant, after, limit); });
  }
  Result<std::vector<ServicePtr>> list_due(std::string_view tenant, Timestamp until,
                                           std::size_t limit) override {
    return call([&] { return inner_.list_due(tenant, until, limit); });
  }
  Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                    std::int64_t count) override {
    return call([&] { return inner_.allocate_ids(tenant, kind, count); });
  }
  Result<SchemaSetPtr> schemas(std::string_view tenant) override {
    return call([&] { return inner_.schemas(tenant); });
  }
  Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                             const SchemaPtr& schema) override {
    return call([&] { return inner_.create_schema(tenant, kind, schema); });
  }
  Result<void> flush() override {
    return call([&] { return inner_.flush(); });
  }

 private:
  void arm(std::size_t failing_call, Moment moment, bool throws) {
    calls_ = 0;
    failing_call_ = failing_call;
    moment_ = moment;
    throws_ = throws;
  }

  template <class Call>
  auto call(Call&& pass_on) -> decltype(pass_on()) {
    const std::size_t number = ++calls_;
    if (number != failing_call_) return pass_on();
    if (moment_ == Moment::kAfter) static_cast<void>(pass_on());
    if (throws_) throw std::runtime_error("the disk is on fire");
    return error_;
  }

  Store& inner_;
  std::atomic<std::size_t> calls_{0};
  std::size_t failing_call_ = 0;  // 0: none
  Moment moment_ = Moment::kBefore;
  bool throws_ = false;
  Error error_;
};

}  // namespace ucs::tests
