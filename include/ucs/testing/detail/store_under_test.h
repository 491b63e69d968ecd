// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/quoted.h>
#include <ucs/testing/describe.h>
#include <ucs/testing/store_conformance.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing::detail {

using Ids = std::vector<ServiceId>;

[[nodiscard]] inline std::string to_text(const Ids& ids) {
  std::string text = "[";
  for (const ServiceId id : ids) text += (text.size() > 1 ? ", " : "") + std::to_string(id);
  return text + "]";
}

[[nodiscard]] inline std::string to_text(const std::vector<std::string>& tenants) {
  std::string text = "[";
  for (const std::string& tenant : tenants)
    text += (text.size() > 1 ? ", " : "") + ucs::detail::quoted(tenant);
  return text + "]";
}

[[nodiscard]] inline std::string to_text(const ServicePtr& service) {
  return service == nullptr ? "no record" : describe(*service);
}

[[nodiscard]] inline std::string to_text(bool value) { return value ? "true" : "false"; }

[[nodiscard]] inline std::string to_text(const std::vector<SchemaPtr>& schemas) {
  std::string text;
  for (const SchemaPtr& schema : schemas) text += describe(*schema);
  return text.empty() ? "no schemas" : text;
}

[[nodiscard]] inline Ids ids_of(const std::vector<ServicePtr>& services) {
  Ids ids;
  for (const ServicePtr& service : services) ids.push_back(service == nullptr ? 0 : service->id);
  return ids;
}

/// The call as it stands in a failure: get("tenant", 7).
template <class... Arguments>
[[nodiscard]] std::string call_text(const char* method, std::string_view tenant,
                                    const Arguments&... arguments) {
  std::string text = std::string(method) + "(" + ucs::detail::quoted(tenant);
  ((text += ", " + std::to_string(arguments)), ...);
  return text + ")";
}

/// A store and the failures found in it. The calls pass on to the store and report what fails.
/// Thread-safe.
class StoreUnderTest {
 public:
  explicit StoreUnderTest(Store& store) : store_(store) {}

  [[nodiscard]] std::vector<std::string> failures() {
    const std::lock_guard lock(mutex_);
    return failures_;
  }

  void fail(const std::string& where, const std::string& expected, const std::string& got) {
    const std::lock_guard lock(mutex_);
    if (failures_.size() >= kConformanceFailuresMax) return;
    failures_.push_back(where + ": expected " + expected + ", got " + got);
  }

  ServicePtr get(std::string_view tenant, ServiceId id) {
    return value_or(store_.get(tenant, id), ServicePtr(),
                    [&] { return call_text("get", tenant, id); });
  }
  bool put_if(std::string_view tenant, const ServicePtr& service, Revision expected) {
    return value_or(store_.put_if(tenant, service, expected), false,
                    [&] { return call_text("put_if", tenant, service->id, expected); });
  }
  bool erase_if(std::string_view tenant, ServiceId id, Revision expected) {
    return value_or(store_.erase_if(tenant, id, expected), false,
                    [&] { return call_text("erase_if", tenant, id, expected); });
  }
  std::vector<ServicePtr> list(std::string_view tenant, OwnerKind kind, std::string_view owner) {
    return value_or(store_.list(tenant, kind, owner), std::vector<ServicePtr>(),
                    [&] { return list_text(tenant, kind, owner); });
  }
  std::vector<ServicePtr> scan(std::string_view tenant, ServiceId after, std::size_t limit) {
    return value_or(store_.scan(tenant, after, limit), std::vector<ServicePtr>(),
                    [&] { return call_text("scan", tenant, after, limit); });
  }
  std::vector<ServicePtr> list_due(std::string_view tenant, Timestamp until, std::size_t limit) {
    return value_or(store_.list_due(tenant, until, limit), std::vector<ServicePtr>(),
                    [&] { return due_text(tenant, until, limit); });
  }
  /// Returns 0 after an error.
  std::int64_t allocate_ids(std::string_view tenant, IdKind kind, std::int64_t count) {
    return value_or(store_.allocate_ids(tenant, kind, count), std::int64_t{0},
                    [&] { return call_text("allocate_ids", tenant, count); });
  }
  /// Returns null after an error.
  SchemaSetPtr schemas(std::string_view tenant) {
    return value_or(store_.schemas(tenant), SchemaSetPtr(),
                    [&] { return call_text("schemas", tenant); });
  }
  bool create_schema(std::string_view tenant, EntityKind kind, const SchemaPtr& schema) {
    return value_or(store_.create_schema(tenant, kind, schema), false,
                    [&] { return schema_text(tenant, schema); });
  }
  std::vector<std::string> tenants() {
    return value_or(store_.tenants(), std::vector<std::string>(),
                    [] { return std::string("tenants()"); });
  }
  Store& raw() { return store_; }

  void expect(bool is_met, const std::string& where, const std::string& expected,
              const std::string& got) {
    if (!is_met) fail(where, expected, got);
  }
  void expect_put(std::string_view tenant, const ServicePtr& service, Revision expected,
                  bool is_stored = true) {
    const bool got = put_if(tenant, service, expected);
    expect(got == is_stored, call_text("put_if", tenant, service->id, expected), to_text(is_stored),
           to_text(got));
  }
  void expect_erase(std::string_view tenant, ServiceId id, Revision expected, bool is_erased) {
    const bool got = erase_if(tenant, id, expected);
    expect(got == is_erased, call_text("erase_if", tenant, id, expected), to_text(is_erased),
           to_text(got));
  }
  /// Null means that there is no record.
  void expect_record(std::string_view tenant, ServiceId id, const ServicePtr& expected) {
    const std::string got = to_text(get(tenant, id));
    expect(got == to_text(expected), call_text("get", tenant, id), to_text(expected), got);
  }
  void expect_listed(std::string_view tenant, OwnerKind kind, std::string_view owner,
                     const Ids& expected) {
    const Ids got = ids_of(list(tenant, kind, owner));
    expect(got == expected, list_text(tenant, kind, owner), to_text(expected), to_text(got));
  }
  void expect_scanned(std::string_view tenant, ServiceId after, std::size_t limit,
                      const Ids& expected) {
    const Ids got = ids_of(scan(tenant, after, limit));
    expect(got == expected, call_text("scan", tenant, after, limit), to_text(expected),
           to_text(got));
  }

  void expect_due(std::string_view tenant, std::int64_t until_ms, std::size_t limit,
                  const Ids& expected) {
    const Timestamp until{std::chrono::milliseconds{until_ms}};
    const Ids got = ids_of(list_due(tenant, until, limit));
    expect(got == expected, due_text(tenant, until, limit), to_text(expected), to_text(got));
  }
  void expect_created(std::string_view tenant, EntityKind kind, const SchemaPtr& schema,
                      bool is_created) {
    const bool got = create_schema(tenant, kind, schema);
    expect(got == is_created, schema_text(tenant, schema), to_text(is_created), to_text(got));
  }
  void expect_schemas(std::string_view tenant, EntityKind kind,
                      const std::vector<SchemaPtr>& expected) {
    const SchemaSetPtr set = schemas(tenant);
    const std::string got = set == nullptr ? "null" : to_text(set->all(kind));
    expect(got == to_text(expected), call_text("schemas", tenant), to_text(expected), got);
  }

  void expect_tenants(const std::vector<std::string>& expected) {
    const std::string got = to_text(tenants());
    expect(got == to_text(expected), "tenants()", to_text(expected), got);
  }

  /// Calls body(0) to body(count - 1) in a thread each, all at once, and waits for them.
  template <class Body>
  void in_threads(std::size_t count, const Body& body) {
    std::atomic<std::size_t> waiting{count};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        --waiting;
        while (waiting > 0) std::this_thread::yield();
        guarded([&] { body(i); });
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  /// Calls `body`, and reports what it throws.
  template <class Body>
  void guarded(const Body& body) {
#if defined(__cpp_exceptions)
    try {
      body();
    } catch (...) {
      fail("a method of the store", "no exception", "an exception");
    }
#else
    body();
#endif
  }

 private:
  static std::string list_text(std::string_view tenant, OwnerKind kind, std::string_view owner) {
    return "list(" + ucs::detail::quoted(tenant) +
           (kind == OwnerKind::kCustomer ? ", kCustomer, " : ", kContact, ") +
           ucs::detail::quoted(owner) + ")";
  }

  static std::string due_text(std::string_view tenant, Timestamp until, std::size_t limit) {
    return call_text("list_due", tenant, until.time_since_epoch().count(), limit);
  }

  static std::string schema_text(std::string_view tenant, const SchemaPtr& schema) {
    return "create_schema(" + ucs::detail::quoted(tenant) + ", " +
           ucs::detail::quoted(schema->name) + ")";
  }

  template <class T, class CallText>
  T value_or(Result<T> result, T fallback, const CallText& where) {
    if (result) return *std::move(result);
    fail(where(), "success",
         std::string(code_name(result.error().code)) + ": " + result.error().message);
    return fallback;
  }

  Store& store_;
  std::mutex mutex_;                   // guards failures_
  std::vector<std::string> failures_;  // kConformanceFailuresMax at most
};

/// Returns a record with little in it.
[[nodiscard]] inline ServicePtr make_record(ServiceId id, Revision revision,
                                            const Text& customer_id = {},
                                            const Text& contact_key = {}) {
  auto service = std::make_shared<Service>();
  service->id = id;
  service->revision = revision;
  service->customer_id = customer_id;
  service->contact_key = contact_key;
  service->type = static_cast<std::int64_t>(revision);
  return service;
}

/// Returns a record that expires `due_ms` after 1970, and, if `auto_complete_ms` is given,
/// completes itself that much after 1970, in whole seconds.
[[nodiscard]] inline ServicePtr make_due_record(ServiceId id, Revision revision,
                                                std::int64_t due_ms,
                                                std::optional<std::int64_t> auto_complete_ms = {}) {
  auto service = std::make_shared<Service>(*make_record(id, revision, "a"));
  service->expires = Timestamp{std::chrono::milliseconds{due_ms}};
  if (auto_complete_ms)
    service->auto_complete_after = static_cast<std::int32_t>(*auto_complete_ms / 1000);
  return service;
}

/// The number of threads of a case with threads.
inline constexpr std::size_t kThreads = 8;

}  // namespace testing::detail
}  // namespace v0
}  // namespace ucs
