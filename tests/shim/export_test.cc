// SPDX-License-Identifier: MIT
// Exports of the real executable.
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "tests/catch.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::tests::contains;
using ucs::tests::ShimProcess;
using ucs::tests::TemporaryDirectory;
using ucs::tests::WireResponse;

const std::string kFiles = "/maintenance/services/files?time_from=2000-01-01T00:00:00Z";

void start_one(const ShimProcess& shim) {
  REQUIRE(shim.exchange({"POST",
                         "/genesys/1/cs/services/start",
                         {},
                         R"({"customer_id":"c",)"
                         R"("timestamp":"2001-01-01T00:00:00Z"})"})
              .status == 201);
}

TEST_CASE("files are exported into the directory of --export-dir") {
  const TemporaryDirectory directory;
  ShimProcess shim({"--export-dir", directory.path()});
  start_one(shim);
  const WireResponse json = shim.exchange({"POST", kFiles, {}, ""});
  CHECK(json.status == 200);
  CHECK_THAT(json.body, contains(R"({"created":["export20)"));
  REQUIRE(directory.names().size() == 1);
  CHECK_THAT(directory.content(directory.names().front()), contains(R"([{"service_id":1,)"));
  CHECK(shim.exchange({"POST", kFiles + "&format=csv&compress=zip", {}, ""}).status == 200);
  CHECK(directory.names().size() == 4);
  CHECK(shim.exchange({"GET", kFiles, {}, ""}).status == 405);
  shim.send_signal(SIGTERM);
  CHECK(shim.wait() == 0);
}

TEST_CASE("without --export-dir, or once it is gone, exports to files are unavailable") {
  const ShimProcess without;
  const WireResponse none = without.exchange({"POST", kFiles, {}, ""});
  CHECK(none.status == 503);
  CHECK_THAT(none.body, contains("export-dir"));
  const TemporaryDirectory directory;
  const std::string exports = directory.file("exports");
  std::filesystem::create_directory(exports);
  const ShimProcess shim({"--export-dir", exports});
  std::filesystem::remove(exports);
  const WireResponse missing = shim.exchange({"POST", kFiles, {}, ""});
  CHECK(missing.status == 503);
  CHECK_THAT(missing.body, contains(exports) && contains("No such file"));
}

TEST_CASE("a server whose files may not grow lives on, and leaves no part of an export") {
  const TemporaryDirectory directory;
  rlimit former{};
  ::getrlimit(RLIMIT_FSIZE, &former);
  rlimit limit = former;
  limit.rlim_cur = 100;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  ShimProcess shim({"--export-dir", directory.path()});  // has the limit, too
  ::setrlimit(RLIMIT_FSIZE, &former);
  for (int i = 0; i < 3; ++i) start_one(shim);
  const WireResponse response = shim.exchange({"POST", kFiles, {}, ""});
  CHECK(response.status == 503);
  CHECK_THAT(response.body, contains("File too large"));
  CHECK(directory.names().empty());
  shim.send_signal(SIGTERM);
  CHECK(shim.wait() == 0);
}

}  // namespace
