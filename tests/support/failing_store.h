// SPDX-License-Identifier: MIT
// A store that fails when a test says so.
#pragma once

#include <ucs/store.h>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ucs::tests {

/// Passes every call on to another store, but lets one call fail. Thread-safe.
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
    arm({call, moment, std::move(error)});
  }
  /// Lets the `call`-th call from now on throw a std::runtime_error.
  void throw_at(std::size_t call, Moment moment) { arm({call, moment, std::nullopt}); }
  /// Lets no call fail, and counts from 0 again.
  void heal() { arm({}); }

  /// Returns the number of calls since the last fail_at, throw_at or heal.
  [[nodiscard]] std::size_t calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

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
  Result<std::vector<std::string>> tenants() override {
    return call([&] { return inner_.tenants(); });
  }
  Result<void> flush() override {
    return call([&] { return inner_.flush(); });
  }

 private:
  struct Failure {
    std::size_t call = 0;  // 0: none
    Moment moment = Moment::kBefore;
    std::optional<Error> error{};  // nothing: it throws
  };

  void arm(Failure failure) {
    const std::lock_guard lock(mutex_);
    calls_ = 0;
    failure_ = std::move(failure);
  }

  /// Counts a call, and returns how it is to fail, if it is.
  std::optional<Failure> count() {
    const std::lock_guard lock(mutex_);
    if (++calls_ != failure_.call) return std::nullopt;
    return failure_;
  }

  template <class Call>
  auto call(Call&& pass_on) -> decltype(pass_on()) {
    const auto failure = count();
    if (!failure) return pass_on();
    if (failure->moment == Moment::kAfter) static_cast<void>(pass_on());
    if (!failure->error) throw std::runtime_error("the disk is on fire");
    return *failure->error;
  }

  Store& inner_;
  mutable std::mutex mutex_;  // guards what follows
  std::size_t calls_ = 0;
  Failure failure_;
};

}  // namespace ucs::tests
