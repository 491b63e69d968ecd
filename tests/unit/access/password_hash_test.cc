// SPDX-License-Identifier: MIT
#include "lib/access/password_hash.h"

#include <string>

#include "tests/catch.h"
#include "tests/unit/access/hashes.h"

namespace {

using ucs::access::check_hash;
using ucs::access::hash_password;
using ucs::access::Verdict;
using ucs::access::verify_password;
using ucs::tests::contains;
using ucs::tests::kCheap;

TEST_CASE("a hash is argon2id, differs each time, and verifies its own password only") {
  const std::string hash = hash_password("pässword", kCheap).value();
  CHECK_THAT(hash, contains("$argon2id$v=19$m=8,t=1,p=1$"));
  CHECK(hash != hash_password("pässword", kCheap).value());
  CHECK(check_hash(hash));
  CHECK(verify_password(hash, "pässword") == Verdict::kMatch);
  for (const char* wrong : {"", "p", "passwort", "pässwordx", "PÄSSWORD"})
    CHECK(verify_password(hash, wrong) == Verdict::kMismatch);
}

TEST_CASE("the default hash takes 64 MiB") {
  CHECK_THAT(hash_password("x").value(), contains("$m=65536,t=2,p=1$"));
}

TEST_CASE("a password has 1 to 1,024 bytes of UTF-8 without control characters") {
  CHECK(hash_password(std::string(1024, 'x'), kCheap));
  const std::string wrong[] = {"",     std::string(1025, 'x'), "a\nb", "a\x7f",
                               "\xFF", std::string(1, '\0')};
  for (const std::string& password : wrong) {
    const auto hash = hash_password(password, kCheap);
    REQUIRE_FALSE(hash);
    CHECK(hash.error().code == ucs::ErrorCode::kInvalidField);
  }
}

TEST_CASE("a cost out of bounds is unavailable") {
  for (const ucs::access::HashCost cost :
       {ucs::access::HashCost{7, 1}, {8, 0}, {8, 101}, {1024 * 1024 + 1, 1}}) {
    const auto hash = hash_password("x", cost);
    REQUIRE_FALSE(hash);
    CHECK(hash.error().code == ucs::ErrorCode::kUnavailable);
  }
}

TEST_CASE("what is no argon2id hash, or asks for too much, is refused without repeating it") {
  const std::string salt_and_digest =
      "$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  CHECK(check_hash("$argon2id$v=19$m=8,t=1,p=1" + salt_and_digest));
  CHECK(check_hash("$argon2id$v=19$m=1048576,t=100,p=16" + salt_and_digest));
  const std::string wrong[] = {
      "",
      "secret",
      "$argon2i$v=19$m=8,t=1,p=1" + salt_and_digest,
      "$argon2id$v=16$m=8,t=1,p=1" + salt_and_digest,
      "$argon2id$v=19$m=7,t=1,p=1" + salt_and_digest,
      "$argon2id$v=19$m=8,t=1,p=2" + salt_and_digest,
      "$argon2id$v=19$m=1048577,t=1,p=1" + salt_and_digest,
      "$argon2id$v=19$m=8,t=0,p=1" + salt_and_digest,
      "$argon2id$v=19$m=8,t=101,p=1" + salt_and_digest,
      "$argon2id$v=19$m=8,t=1,p=0" + salt_and_digest,
      "$argon2id$v=19$m=999,t=1,p=17" + salt_and_digest,
      "$argon2id$v=19$m=-8,t=1,p=1" + salt_and_digest,
      "$argon2id$v=19$t=1,m=8,p=1" + salt_and_digest,
      "$argon2id$v=19$m=8,t=1,p=1",
      "$argon2id$v=19$m=8,t=1,p=1$secret",
      "$argon2id$v=19$m=8,t=1,p=1$secret$secret",
      "$argon2id$v=19$m=8,t=1,p=1" + salt_and_digest + "!",
      "$argon2id$v=19$m=8,t=1,p=1" + salt_and_digest.substr(0, 40),
      "$argon2id$v=19$m=8,t=1,p=1" + salt_and_digest + std::string(100, 'A'),
  };
  for (const std::string& hash : wrong) {
    CAPTURE(hash);
    const auto checked = check_hash(hash);
    REQUIRE_FALSE(checked);
    CHECK_THAT(checked.error().message, !contains("secret"));
    CHECK_THAT(checked.error().message, !contains("c2Fsd"));
  }
}

}  // namespace
