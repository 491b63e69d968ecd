// SPDX-License-Identifier: MIT
// The store that a suite runs on. One suite runs on each of them: its executable is listed once for
// each, with the variable UCS_TESTS_STORE, or built with another UCS_TESTS_STORE_DEFAULT.
#pragma once

#include <ucs/memory_store.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

#if defined(UCS_TESTS_WITH_SQLITE)
#include "tests/support/sqlite_file.h"
#endif

#if defined(UCS_TESTS_WITH_POSTGRES)
#include "tests/support/postgres_server.h"
#endif

#if !defined(UCS_TESTS_STORE_DEFAULT)
#define UCS_TESTS_STORE_DEFAULT "memory"
#endif

namespace ucs::tests {

inline std::string test_store_name() {
  const char* const chosen = std::getenv("UCS_TESTS_STORE");  // NOLINT(concurrency-mt-unsafe)
  return chosen == nullptr ? UCS_TESTS_STORE_DEFAULT : chosen;
}

/// Reports whether each call of the store is one to another process.
inline bool is_test_store_far() { return test_store_name() == "postgres"; }

/// Returns a new and empty store: "memory"; or, where the executable has them, "sqlite", in files
/// that go with it, and "postgres", in a schema of its own on the server of the tests; without
/// syncs, so that the suites are not about the disk. Throws a std::runtime_error when
/// UCS_TESTS_STORE names another one.
inline std::unique_ptr<Store> make_test_store() {
  const std::string name = test_store_name();
  if (name == "memory") return std::make_unique<MemoryStore>();
#if defined(UCS_TESTS_WITH_SQLITE)
  if (name == "sqlite") {
    SqliteOptions options;
    options.durability = SqliteOptions::Durability::kNormal;
    options.readers_max = 4;
    return std::make_unique<TemporarySqliteStore>(options);
  }
#endif
#if defined(UCS_TESTS_WITH_POSTGRES)
  if (name == "postgres") return std::make_unique<TemporaryPostgresStore>();
#endif
  throw std::runtime_error("there is no store " + name + " in this executable");
}

}  // namespace ucs::tests
