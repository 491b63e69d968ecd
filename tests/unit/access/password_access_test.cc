// SPDX-License-Identifier: MIT
#include "lib/access/password_access.h"

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/access/hashes.h"

namespace {

using ucs::ErrorCode;
using ucs::access::PasswordAccess;
using ucs::access::PasswordAccessOptions;
using ucs::access::User;
using ucs::http::AccessDecision;
using ucs::http::Role;
using ucs::tests::user_of;

/// A clock that stands still until a test moves it.
struct Fixture {
  explicit Fixture(std::vector<User> users, PasswordAccessOptions options = {})
      : access(std::move(users), with_clock(std::move(options))) {}

  PasswordAccessOptions with_clock(PasswordAccessOptions options) {
    options.now = [this] { return now; };
    return options;
  }
  AccessDecision ask(std::string_view user, std::string_view password, std::string_view tenant = "",
                     std::string_view client = "192.0.2.1") {
    return access.authenticate({user, password, tenant, client});
  }
  /// Returns the role, or the name of the error's code.
  std::string outcome(std::string_view user, std::string_view password,
                      std::string_view tenant = "", std::string_view client = "192.0.2.1") {
    const AccessDecision decision = ask(user, password, tenant, client);
    if (!decision.role) return std::string(code_name(decision.role.error().code));
    return *decision.role == Role::kAdministrator ? "administrator" : "supervisor";
  }

  std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
  PasswordAccess access;
};

std::vector<User> ann_and_bob() {
  return {user_of("ann", "apple"), user_of("bob", "berry", Role::kSupervisor)};
}

TEST_CASE("a user with the right password has its role, the second time from memory") {
  Fixture fixture(ann_and_bob());
  CHECK(fixture.access.cached() == 0);
  for (int i = 0; i < 2; ++i) {
    CHECK(fixture.outcome("ann", "apple") == "administrator");
    CHECK(fixture.outcome("bob", "berry") == "supervisor");
    CHECK(fixture.access.cached() == 2);
  }
}

TEST_CASE("a wrong password, another's password and an unknown user are refused alike") {
  Fixture fixture(ann_and_bob());
  CHECK(fixture.outcome("ann", "apple") == "administrator");
  const std::string message = fixture.ask("ann", "berry").role.error().message;
  for (const auto& [user, password] :
       std::vector<std::pair<std::string, std::string>>{{"ann", "berry"},
                                                        {"ann", ""},
                                                        {"ann", "apple "},
                                                        {"ANN", "apple"},
                                                        {"eve", "apple"},
                                                        {"eve", "berry"},
                                                        {"", "apple"},
                                                        {"annapple", ""},
                                                        {"an", "napple"}}) {
    INFO(user << ':' << password);
    const AccessDecision decision = fixture.ask(user, password, "", "198.51.100." + user);
    REQUIRE_FALSE(decision.role);
    CHECK(decision.role.error().code == ErrorCode::kUnauthorized);
    CHECK(decision.role.error().message == message);
    CHECK(decision.retry_after.count() == 0);
    fixture.now += std::chrono::minutes(10);
  }
  CHECK(fixture.access.cached() == 1);
}

TEST_CASE("nobody's name works with the password of the user whose hash is worked on instead") {
  Fixture fixture({user_of("ann", "apple")});
  for (int i = 0; i < 20; ++i) {
    CHECK(fixture.outcome("nobody" + std::to_string(i), "apple") == "unauthorized");
    fixture.now += std::chrono::minutes(1);
  }
  CHECK(fixture.access.cached() == 0);
}

TEST_CASE("a user of a tenant enters there only, in place of one of that name for all") {
  Fixture fixture({user_of("ann", "apple"), user_of("ann", "anise", Role::kSupervisor, "101"),
                   user_of("bob", "berry", Role::kAdministrator, "102")});
  CHECK(fixture.outcome("ann", "apple", "") == "administrator");
  CHECK(fixture.outcome("ann", "apple", "102") == "administrator");
  CHECK(fixture.outcome("ann", "anise", "101") == "supervisor");
  CHECK(fixture.outcome("bob", "berry", "102") == "administrator");
  for (int i = 0; i < 2; ++i) {
    CHECK(fixture.outcome("ann", "apple", "101") == "unauthorized");
    CHECK(fixture.outcome("ann", "anise", "") == "unauthorized");
    CHECK(fixture.outcome("bob", "berry", "") == "unauthorized");
    CHECK(fixture.outcome("bob", "berry", "101") == "unauthorized");
  }
}

TEST_CASE("who fails too often must wait, also with the right password; others need not") {
  Fixture fixture(ann_and_bob());
  CHECK(fixture.outcome("ann", "apple") == "administrator");
  for (int i = 0; i < 10; ++i) CHECK(fixture.outcome("ann", "wrong") == "unauthorized");
  const AccessDecision decision = fixture.ask("ann", "wrong");
  CHECK(decision.role.error().code == ErrorCode::kTooManyRequests);
  CHECK(decision.retry_after == std::chrono::seconds(6));
  CHECK(fixture.outcome("ann", "apple") == "too_many_requests");
  CHECK(fixture.outcome("bob", "berry") == "too_many_requests");
  CHECK(fixture.outcome("ann", "apple", "", "192.0.2.2") == "administrator");
  fixture.now += std::chrono::milliseconds(5999);
  CHECK(fixture.ask("ann", "apple").retry_after == std::chrono::seconds(1));
  fixture.now += std::chrono::milliseconds(1);
  CHECK(fixture.outcome("ann", "apple") == "administrator");
}

TEST_CASE("right passwords never make a client wait") {
  PasswordAccessOptions options;
  options.cached_max = 0;  // each is verified
  Fixture fixture(ann_and_bob(), std::move(options));
  for (int i = 0; i < 50; ++i) CHECK(fixture.outcome("bob", "berry") == "supervisor");
  CHECK(fixture.access.cached() == 0);
}

TEST_CASE("verified credentials are bounded") {
  std::vector<User> users;
  for (int i = 0; i < 200; ++i) users.push_back(user_of("user" + std::to_string(i), "x"));
  PasswordAccessOptions options;
  options.cached_max = 32;
  Fixture fixture(std::move(users), std::move(options));
  for (int i = 0; i < 200; ++i)
    CHECK(fixture.outcome("user" + std::to_string(i), "x") == "administrator");
  CHECK(fixture.access.cached() <= 32);
  CHECK(fixture.access.cached() >= 16);
}

TEST_CASE("other users count at once, and former ones are forgotten") {
  Fixture fixture(ann_and_bob());
  CHECK(fixture.outcome("ann", "apple") == "administrator");
  CHECK(fixture.outcome("bob", "berry") == "supervisor");
  fixture.access.set_users({user_of("ann", "new", Role::kSupervisor)});
  CHECK(fixture.access.cached() == 0);
  CHECK(fixture.outcome("ann", "apple") == "unauthorized");
  CHECK(fixture.outcome("bob", "berry") == "unauthorized");
  CHECK(fixture.outcome("ann", "new") == "supervisor");
  fixture.access.set_users({});
  CHECK(fixture.outcome("ann", "new") == "unauthorized");
}

TEST_CASE("credentials longer than the port allows are refused without work") {
  Fixture fixture(ann_and_bob());
  const std::string name(257, 'a');
  const std::string password(1025, 'a');
  for (int i = 0; i < 20; ++i) {
    CHECK(fixture.outcome(name, "apple") == "unauthorized");
    CHECK(fixture.outcome("ann", password) == "unauthorized");
    CHECK(fixture.outcome("ann", "apple", name) == "unauthorized");
  }
  CHECK(fixture.outcome(name.substr(1), password.substr(1)) == "unauthorized");
}

TEST_CASE("many at once are each let in or told to come again, and verified a few at a time") {
  PasswordAccessOptions options;
  options.verifications_max = 1;
  options.waiting_max = 2;
  Fixture fixture({user_of("ann", "apple")}, std::move(options));
  std::atomic<int> let_in{0};
  std::atomic<int> unavailable{0};
  std::atomic<int> others{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 20; ++k) {
        const AccessDecision decision = fixture.ask("ann", "apple");
        if (decision.role) {
          ++let_in;
        } else if (decision.role.error().code == ErrorCode::kUnavailable &&
                   decision.retry_after == std::chrono::seconds(1)) {
          ++unavailable;
        } else {
          ++others;
        }
        if (k == 10) fixture.access.set_users({user_of("ann", "apple")});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(let_in + unavailable == 320);
  CHECK(let_in >= 1);
  CHECK(others == 0);
  CHECK(fixture.outcome("ann", "apple") == "administrator");
}

TEST_CASE("with no room to wait, a second verification at the same time is unavailable") {
  PasswordAccessOptions options;
  options.verifications_max = 1;
  options.waiting_max = 0;
  options.cached_max = 0;
  std::atomic<bool> is_asked{false};
  std::atomic<bool> may_go_on{false};
  // The clock is read while a slot is held; there it stops the first attempt.
  options.now = [&] {
    if (!is_asked.exchange(true)) {
      while (!may_go_on) std::this_thread::yield();
    }
    return std::chrono::steady_clock::time_point(std::chrono::hours(1));
  };
  PasswordAccess access({user_of("ann", "apple")}, options);
  std::thread first([&] { CHECK(access.authenticate({"ann", "apple", "", "192.0.2.1"}).role); });
  while (!is_asked) std::this_thread::yield();
  const AccessDecision second = access.authenticate({"ann", "apple", "", "192.0.2.2"});
  may_go_on = true;
  first.join();
  REQUIRE_FALSE(second.role);
  CHECK(second.role.error().code == ErrorCode::kUnavailable);
  CHECK(access.authenticate({"ann", "apple", "", "192.0.2.2"}).role);
}

}  // namespace
