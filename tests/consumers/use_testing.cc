// SPDX-License-Identifier: MIT
// The smallest program on ucs::testing: a service that is there, and gone an hour later.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>
#include <ucs/version.h>

#include <chrono>
#include <cstdio>

int main() {
  ucs::testing::Fake fake;
  const ucs::testing::Client client(fake);
  client.post("/services/start", R"({"customer_id":"00027a52JCGY000M","ttl":3600})");
  const int before = client.get("/services/1").status;
  const auto passed = fake.advance(std::chrono::hours(1));
  const int after = client.get("/services/1").status;
  std::printf("ucs::testing %s: %d, then %d\n", ucs::kVersion, before, after);
  return before == 200 && after == 400 && passed && passed->expired == 1 ? 0 : 1;
}
