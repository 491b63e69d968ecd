// SPDX-License-Identifier: MIT
#include <ucs/testing/store_conformance.h>

#include <memory>
#include <string>

#include "tests/catch.h"
#include "tests/support/sqlite_file.h"

namespace {

using ucs::SqliteOptions;
using ucs::tests::TemporarySqliteStore;

void check_conformance(const SqliteOptions& options) {
  for (const auto& rule : ucs::testing::store_conformance_cases()) {
    INFO(rule.name());
    const auto failures = rule.run([&] { return std::make_unique<TemporarySqliteStore>(options); });
    for (const std::string& failure : failures) FAIL_CHECK(failure);
  }
}

TEST_CASE("the SQLite store conforms") { check_conformance({}); }

TEST_CASE("the SQLite store conforms where commits are not synced, with one reader") {
  SqliteOptions options;
  options.durability = SqliteOptions::Durability::kNormal;
  options.readers_max = 1;
  check_conformance(options);
}

}  // namespace
