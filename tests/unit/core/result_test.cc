// SPDX-License-Identifier: MIT
#include <ucs/error.h>
#include <ucs/result.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::Error;
using ucs::ErrorCode;
using ucs::Result;

Result<int> half(int value) {
  if (value % 2 != 0) return Error{ErrorCode::kInvalidField, "value is odd", "value"};
  return value / 2;
}

TEST_CASE("a result holds the value of a successful call") {
  const Result<int> result = half(8);
  REQUIRE(result.has_value());
  CHECK(static_cast<bool>(result));
  CHECK(*result == 4);
  CHECK(result.value() == 4);
  CHECK(result.value_or(7) == 4);
}

TEST_CASE("a result holds the error of a failed call") {
  const Result<int> result = half(3);
  REQUIRE_FALSE(result.has_value());
  CHECK_FALSE(static_cast<bool>(result));
  CHECK(result.error().code == ErrorCode::kInvalidField);
  CHECK(result.error().message == "value is odd");
  CHECK(result.error().field == "value");
  CHECK(result.value_or(7) == 7);
}

TEST_CASE("a false value is a success") {
  const Result<bool> result = false;
  CHECK(result.has_value());
  CHECK_FALSE(*result);
}

TEST_CASE("a result gives access to the members of its value, also to change them") {
  Result<std::string> result = std::string("abc");
  CHECK(result->size() == 3);
  *result += 'd';
  result->append("e");
  result.value() += 'f';
  CHECK(*result == "abcdef");
}

TEST_CASE("a result of a type that only moves can be moved out") {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
  const std::unique_ptr<int> taken = *std::move(result);
  REQUIRE(taken != nullptr);
  CHECK(*taken == 5);
  Result<std::unique_ptr<int>> again = std::make_unique<int>(6);
  CHECK(*std::move(again).value() == 6);
  Result<std::unique_ptr<int>> failed = Error{ErrorCode::kInternal, "none", ""};
  CHECK(std::move(failed).value_or(nullptr) == nullptr);
}

TEST_CASE("a temporary result gives its value away, so a reference to it stays valid") {
  const auto make = [] { return Result<std::vector<std::string>>({"first", "second"}); };
  std::string joined;
  for (const std::string& item : *make()) joined += item;
  CHECK(joined == "firstsecond");
  const std::vector<std::string>& held = make().value();
  CHECK(held.size() == 2);
  const Error& error = Result<int>(Error{ErrorCode::kInternal, std::string(50, 'm'), ""}).error();
  CHECK(error.message == std::string(50, 'm'));
  const Error& nothing =
      Result<void>(Error{ErrorCode::kInternal, std::string(50, 'm'), ""}).error();
  CHECK(nothing.message == std::string(50, 'm'));
}

TEST_CASE("an error can be moved out and passed on as the error of another type") {
  Result<int> failed = half(1);
  const Result<std::string> passed_on = std::move(failed).error();
  REQUIRE_FALSE(passed_on.has_value());
  CHECK(passed_on.error().message == "value is odd");
}

TEST_CASE("and_then calls the next step on success only") {
  CHECK(*half(8).and_then(half) == 2);
  CHECK(half(6).and_then(half).error().code == ErrorCode::kInvalidField);
  int calls = 0;
  const Result<int> result = half(1).and_then([&](int value) -> Result<int> {
    ++calls;
    return value;
  });
  CHECK_FALSE(result.has_value());
  CHECK(calls == 0);
}

TEST_CASE("transform changes the value and keeps the error") {
  const auto to_text = [](int value) { return std::to_string(value); };
  CHECK(*half(8).transform(to_text) == "4");
  CHECK(half(1).transform(to_text).error().field == "value");
}

TEST_CASE("a result can be assigned: a value over an error and back") {
  Result<int> result = half(1);
  result = half(2);
  REQUIRE(result.has_value());
  CHECK(*result == 1);
  result = Error{ErrorCode::kUnavailable, "later", ""};
  CHECK(result.error().code == ErrorCode::kUnavailable);
}

TEST_CASE("a result of nothing tells success and failure apart") {
  const Result<void> done;
  CHECK(done.has_value());
  CHECK_NOTHROW(done.value());
  Result<void> failed = Error{ErrorCode::kAlreadyCompleted, "twice", "state_id"};
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().message == "twice");
  const Error moved = std::move(failed).error();
  CHECK(moved.field == "state_id");
}

TEST_CASE("every error code has a name of its own, in lower case with underscores") {
  std::set<std::string> names;
  for (int i = 0; i < ucs::kErrorCodeCount; ++i) {
    const std::string name(ucs::code_name(static_cast<ErrorCode>(i)));
    CAPTURE(i, name);
    CHECK_FALSE(name.empty());
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos);
    names.insert(name);
  }
  CHECK(names.size() == static_cast<std::size_t>(ucs::kErrorCodeCount));
}

TEST_CASE("error codes are called as the documents call them") {
  CHECK(ucs::code_name(ErrorCode::kServiceNotFound) == "service_not_found");
  CHECK(ucs::code_name(ErrorCode::kAlreadyCompleted) == "already_completed");
  CHECK(ucs::code_name(ErrorCode::kUnsupportedMediaType) == "unsupported_media_type");
  CHECK(ucs::code_name(ErrorCode::kIdSpaceExhausted) == "id_space_exhausted");
}

}  // namespace
