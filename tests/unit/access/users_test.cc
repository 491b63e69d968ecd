// SPDX-License-Identifier: MIT
#include "lib/access/users.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/access/hashes.h"

namespace {

using ucs::ErrorCode;
using ucs::access::parse_users;
using ucs::access::read_users_file;
using ucs::http::Role;
using ucs::http::Tenant;
using ucs::tests::cheap_hash;
using ucs::tests::contains;

const std::vector<Tenant> kTenants = {{101, "Airline"}, {102, "Rail"}};

/// A file of the system's temporary folder.
class File {
 public:
  File(const std::string& text, mode_t mode)
      : path_((std::filesystem::temp_directory_path() / ("ucs-users-" + std::to_string(::getpid())))
                  .string()) {
    std::ofstream(path_, std::ios::binary) << text;
    ::chmod(path_.c_str(), mode);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { std::filesystem::remove(path_); }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

TEST_CASE("users are read one a line, in any order, with comments and either line end") {
  const std::string hash = cheap_hash("x");
  const auto users =
      parse_users("# who may come in\n\n  \nann:administrator:" + hash +
                      "\r\nBob Öst:SUPERVISOR:" + hash + ":101\nann:Supervisor:" + hash + ":Rail",
                  kTenants);
  REQUIRE(users);
  REQUIRE(users->size() == 3);
  CHECK((*users)[0].name == "ann");
  CHECK((*users)[0].role == Role::kAdministrator);
  CHECK((*users)[0].password_hash == hash);
  CHECK((*users)[0].tenant.empty());
  CHECK((*users)[1].name == "Bob Öst");
  CHECK((*users)[1].role == Role::kSupervisor);
  CHECK((*users)[1].tenant == "101");
  CHECK((*users)[2].tenant == "102");
}

TEST_CASE("a wrong line is named by its number, and nothing but the user's name is repeated") {
  const std::string hash = cheap_hash("x");
  struct Row {
    std::string line;
    const char* reason;
  };
  const Row rows[] = {
      {"secret", "expected name:role:hash"},
      {"ann:secret", "expected name:role:hash"},
      {"ann:administrator:" + hash + ":101:secret", "expected name:role:hash"},
      {":administrator:" + hash, "expected a name"},
      {std::string(257, 'n') + ":administrator:" + hash, "expected a name"},
      {"a\x01:administrator:" + hash, "expected a name"},
      {"a\xFF:administrator:" + hash, "expected a name"},
      {"ann:secret:" + hash, "expected the role"},
      {"ann::" + hash, "expected the role"},
      {"ann:administrator:secret", "argon2id"},
      {"ann:administrator:", "argon2id"},
      {"ann:administrator:" + hash + ":103", "there is no tenant \"103\""},
      {"ann:administrator:" + hash + ":", "there is no tenant \"\""},
      {"bob:supervisor:" + hash, "the user \"bob\" is there twice"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const auto users =
        parse_users("# one\nbob:supervisor:" + hash + "\n" + row.line + "\n", kTenants);
    REQUIRE_FALSE(users);
    CHECK(users.error().code == ErrorCode::kInvalidField);
    CHECK_THAT(users.error().message, contains("line 3: "));
    CHECK_THAT(users.error().message, contains(row.reason));
    CHECK_THAT(users.error().message, !contains("secret"));
    CHECK_THAT(users.error().message, !contains(hash));
  }
}

TEST_CASE("a user is there twice also when one line names the tenant and one its DBID") {
  const std::string hash = cheap_hash("x");
  CHECK_FALSE(
      parse_users("a:supervisor:" + hash + ":101\na:supervisor:" + hash + ":Airline", kTenants));
}

TEST_CASE("a list without a user is refused: it would lock everybody out") {
  for (const char* text : {"", "\n", "# nobody\n"}) CHECK_FALSE(parse_users(text, kTenants));
}

TEST_CASE("a file of users must be closed to others") {
  const std::string text = "ann:administrator:" + cheap_hash("x") + "\n";
  for (const mode_t mode : {0400U, 0600U, 0640U, 0440U}) {
    const File file(text, mode);
    CHECK(read_users_file(file.path(), {}));
  }
  for (const mode_t mode : {0644U, 0604U, 0602U, 0660U, 0666U}) {
    const File file(text, mode);
    const auto users = read_users_file(file.path(), {});
    REQUIRE_FALSE(users);
    CHECK(users.error().code == ErrorCode::kInvalidField);
    CHECK_THAT(users.error().message, contains("chmod 600 " + file.path()));
  }
}

TEST_CASE("a file of users that is missing, no file, wrong or too large is named with the reason") {
  const auto missing = read_users_file("/no/such/file", {});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::kUnavailable);
  CHECK(missing.error().message == "cannot read /no/such/file: No such file or directory");
  CHECK_FALSE(read_users_file("", {}));
  const auto folder = read_users_file("/", {});
  REQUIRE_FALSE(folder);
  CHECK_THAT(folder.error().message, contains("no regular file"));
  {
    const File wrong("ann:administrator\n", 0600);
    const auto users = read_users_file(wrong.path(), {});
    REQUIRE_FALSE(users);
    CHECK_THAT(users.error().message, contains(wrong.path() + ": line 1: "));
  }
  const File large(std::string(ucs::access::kUsersFileBytesMax + 1, '#'), 0600);
  const auto users = read_users_file(large.path(), {});
  REQUIRE_FALSE(users);
  CHECK_THAT(users.error().message, contains("too large"));
}

}  // namespace
