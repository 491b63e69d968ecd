// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/copy_store.h>
#include <ucs/detail/call_store.h>
#include <ucs/detail/quoted.h>
#include <ucs/detail/same_service.h>
#include <ucs/entity_kind.h>
#include <ucs/model.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace detail {

/// The service that marks an unfinished copy.
inline constexpr ServiceId kCopyMarkId = 1;
inline constexpr Revision kCopyMarkRevision = 1;

/// One copy from a store to another. Not thread-safe; one thread at a time.
class StoreCopy {
 public:
  using Tell = std::function<void(const CopyProgress&)>;

  StoreCopy(Store& from, Store& to, const Tell& tell) : from_(from), to_(to), tell_(tell) {}

  [[nodiscard]] Result<CopyTotals> run() {
    auto done = begin();
    for (const std::string& tenant : tenants_) {
      if (done) done = copy_schemas(tenant);
      if (done) done = copy_services(tenant);
      if (done) done = copy_ids(tenant);
    }
    if (done) done = named(to_.flush(), "the target cannot be flushed");
    if (done) done = compare();
    if (done) done = end();
    if (!done) return std::move(done).error();
    totals_.tenants = tenants_.size();
    return totals_;
  }

 private:
  using Services = std::vector<ServicePtr>;

  static constexpr std::size_t kPage = 256;
  static constexpr EntityKind kEntities[] = {EntityKind::kService, EntityKind::kState,
                                             EntityKind::kTask};
  static constexpr IdKind kIdKinds[] = {IdKind::kService, IdKind::kState, IdKind::kTask};

  [[nodiscard]] static std::string of_tenant(const std::string& tenant) {
    return tenant.empty() ? " of the default tenant" : " of tenant " + quoted(tenant);
  }
  [[nodiscard]] static std::string service_of(const std::string& tenant, ServiceId id) {
    return "service " + std::to_string(id) + of_tenant(tenant);
  }

  /// Says in front of an error what could not be done.
  template <class T>
  [[nodiscard]] static Result<void> named(const Result<T>& result, const std::string& what) {
    if (result) return {};
    Error error = result.error();
    error.message.insert(0, what + ": ");
    return error;
  }
  [[nodiscard]] static Error difference(const std::string& what) {
    return {ErrorCode::kInternal, what + ": expected the same in both", ""};
  }
  /// A change that must be one, of an empty store.
  [[nodiscard]] static Result<void> written(const Result<bool>& result, const std::string& what) {
    if (!result) return named(result, what + " cannot be written");
    if (*result) return {};
    return Error{ErrorCode::kInternal,
                 what + " cannot be written: the target has it; expected that nobody else writes",
                 ""};
  }

  /// Looks at both, and marks the target.
  [[nodiscard]] Result<void> begin() {
    const auto there = to_.tenants();
    if (!there) return named(there, "the tenants of the target cannot be read");
    if (!there->empty()) return describe_contents(*there);
    auto tenants = from_.tenants();
    if (!tenants) return named(tenants, "the tenants of the source cannot be read");
    const auto unfinished = is_unfinished_copy(from_);
    if (!unfinished) return named(unfinished, "the source cannot be read");
    if (*unfinished) {
      return Error{ErrorCode::kUnavailable,
                   "the source is a copy that was not finished; expected a whole store", ""};
    }
    tenants_ = *std::move(tenants);
    auto mark = std::make_shared<Service>();
    mark->id = kCopyMarkId;
    mark->revision = kCopyMarkRevision;
    return written(to_.put_if(kUnfinishedCopyTenant, mark, 0), "the mark of a copy");
  }

  [[nodiscard]] Result<void> describe_contents(const std::vector<std::string>& tenants) {
    const auto unfinished = is_unfinished_copy(to_);
    if (!unfinished) return named(unfinished, "the target cannot be read");
    const std::string& tenant = tenants.front();
    const auto first = to_.scan(tenant, std::numeric_limits<ServiceId>::min(), 1);
    if (!first) return named(first, "the target cannot be read");
    std::string what = *unfinished      ? "a part of a copy that was not finished"
                       : first->empty() ? "schemas or ids" + of_tenant(tenant)
                                        : "services" + of_tenant(tenant) + ", the first of them " +
                                              std::to_string(first->front()->id);
    if (!*unfinished && tenants.size() > 1)
      what += ", and " + std::to_string(tenants.size() - 1) + " more tenants";
    return Error{ErrorCode::kAlreadyExists,
                 "the target has " + what + "; expected one with nothing in it", ""};
  }

  [[nodiscard]] Result<void> copy_schemas(const std::string& tenant) {
    const auto schemas = from_.schemas(tenant);
    if (!schemas) return named(schemas, "the schemas" + of_tenant(tenant) + " cannot be read");
    for (const EntityKind kind : kEntities) {
      for (const SchemaPtr& schema : (*schemas)->all(kind)) {
        auto done = written(to_.create_schema(tenant, kind, schema),
                            "schema " + quoted(schema->name) + of_tenant(tenant));
        if (!done) return done;
        ++totals_.schemas;
      }
    }
    return {};
  }

  /// Returns the services behind `after`, a page of them.
  [[nodiscard]] static Result<Services> page(Store& store, const std::string& tenant,
                                             ServiceId after) {
    auto services = store.scan(tenant, after, kPage);
    if (services) return services;
    return named(services, "the services" + of_tenant(tenant) + " behind " + std::to_string(after) +
                               " cannot be read")
        .error();
  }

  [[nodiscard]] Result<void> copy_services(const std::string& tenant) {
    ServiceId after = std::numeric_limits<ServiceId>::min();
    for (;;) {
      const auto services = page(from_, tenant, after);
      if (!services) return services.error();
      if (services->empty()) return {};
      for (const ServicePtr& service : *services) {
        auto done = written(to_.put_if(tenant, service, 0), service_of(tenant, service->id));
        if (!done) return done;
        ++totals_.services;
      }
      after = services->back()->id;
      if (tell_) tell_({CopyProgress::Phase::kCopying, totals_.services});
    }
  }

  /// Takes the ids that the source has handed out.
  [[nodiscard]] Result<void> copy_ids(const std::string& tenant) {
    for (const IdKind kind : kIdKinds) {
      const auto next = from_.allocate_ids(tenant, kind, 1);
      if (!next && next.error().code != ErrorCode::kIdSpaceExhausted)
        return named(next, "the ids" + of_tenant(tenant) + " cannot be read");
      const std::int64_t taken = next ? *next - 1 : id_max(kind);
      if (taken == 0) continue;
      const std::string what = "the ids" + of_tenant(tenant);
      const auto first = to_.allocate_ids(tenant, kind, taken);
      if (!first) return named(first, what + " cannot be taken");
      if (auto done = written(*first == 1, what); !done) return done;
    }
    return {};
  }

  [[nodiscard]] Result<void> compare() {
    const auto copied = to_.tenants();
    if (!copied) return named(copied, "the tenants of the target cannot be read");
    std::vector<std::string> expected = tenants_;
    expected.emplace_back(kUnfinishedCopyTenant);
    std::sort(expected.begin(), expected.end());
    if (*copied != expected) return difference("the tenants");
    for (const std::string& tenant : tenants_) {
      if (auto same = compare_schemas(tenant); !same) return same;
      if (auto same = compare_services(tenant); !same) return same;
    }
    return {};
  }

  [[nodiscard]] Result<void> compare_schemas(const std::string& tenant) {
    const auto theirs = from_.schemas(tenant);
    const auto ours = to_.schemas(tenant);
    if (!theirs || !ours)
      return named(theirs ? ours : theirs, "the schemas" + of_tenant(tenant) + " cannot be read");
    for (const EntityKind kind : kEntities) {
      const auto& a = (*theirs)->all(kind);
      const auto& b = (*ours)->all(kind);
      if (!std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const SchemaPtr& x, const SchemaPtr& y) { return is_same(*x, *y); }))
        return difference("the schemas" + of_tenant(tenant));
    }
    return {};
  }

  [[nodiscard]] Result<void> compare_services(const std::string& tenant) {
    ServiceId after = std::numeric_limits<ServiceId>::min();
    for (;;) {
      const auto theirs = page(from_, tenant, after);
      if (!theirs) return theirs.error();
      const auto ours = page(to_, tenant, after);
      if (!ours) return ours.error();
      const std::size_t count = std::min(theirs->size(), ours->size());
      for (std::size_t i = 0; i < count; ++i) {
        const Service& service = *(*theirs)[i];
        if (!is_same(service, *(*ours)[i])) return difference(service_of(tenant, service.id));
      }
      if (theirs->size() != ours->size()) return difference("the services" + of_tenant(tenant));
      if (count == 0) return {};
      after = theirs->back()->id;
      compared_ += count;
      if (tell_) tell_({CopyProgress::Phase::kComparing, compared_});
    }
  }

  /// Takes the mark away.
  [[nodiscard]] Result<void> end() {
    auto done = written(to_.erase_if(kUnfinishedCopyTenant, kCopyMarkId, kCopyMarkRevision),
                        "the end of the copy");
    return done ? named(to_.flush(), "the target cannot be flushed") : done;
  }

  Store& from_;
  Store& to_;
  const Tell& tell_;
  std::vector<std::string> tenants_;
  CopyTotals totals_;
  std::size_t compared_ = 0;  // services
};

}  // namespace detail

inline Result<CopyTotals> copy_store(Store& from, Store& to,
                                     const std::function<void(const CopyProgress&)>& tell) {
  return detail::call_store([&] { return detail::StoreCopy(from, to, tell).run(); });
}

inline Result<bool> is_unfinished_copy(Store& store) {
  const auto mark = store.get(kUnfinishedCopyTenant, detail::kCopyMarkId);
  if (!mark) return mark.error();
  return *mark != nullptr;
}

}  // namespace v0
}  // namespace ucs
