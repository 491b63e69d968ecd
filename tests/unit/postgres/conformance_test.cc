// SPDX-License-Identifier: MIT
#include <ucs/testing/store_conformance.h>

#include <memory>
#include <string>

#include "tests/catch.h"
#include "tests/support/postgres_server.h"

namespace {

using ucs::PostgresOptions;
using ucs::tests::postgres_options;
using ucs::tests::TemporaryPostgresStore;

void check_conformance(const PostgresOptions& options) {
  for (const auto& rule : ucs::testing::store_conformance_cases()) {
    INFO(rule.name());
    const auto failures =
        rule.run([&] { return std::make_unique<TemporaryPostgresStore>(options); });
    for (const std::string& failure : failures) FAIL_CHECK(failure);
  }
}

TEST_CASE("the PostgreSQL store conforms") { check_conformance(postgres_options()); }

TEST_CASE("the PostgreSQL store conforms with the fewest connections, and one change at a time") {
  PostgresOptions options = postgres_options();
  options.connections_max = 2;
  options.batch_max = 1;
  check_conformance(options);
}

}  // namespace
