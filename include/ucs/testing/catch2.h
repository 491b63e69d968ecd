// SPDX-License-Identifier: MIT
//
// Statements about a fake as matchers of Catch2, version 2 or 3. Include it where Catch2 is; ucs
// itself does not need it.
//
//   using namespace ucs::testing;
//   CHECK_THAT(fake, holds(service(1).task(3).is_completed("sold")));
//   CHECK_THAT(fake, !holds(service(1).is_gone()));
#pragma once

#include <ucs/testing/statements.h>

#if __has_include(<catch2/matchers/catch_matchers.hpp>)
#include <catch2/matchers/catch_matchers.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <string>
#include <utility>

// Catch2 shows the object of a failed CHECK_THAT by this.
namespace Catch {
template <>
struct StringMaker<ucs::testing::Fake> {
  static std::string convert(const ucs::testing::Fake& /*fake*/) { return "the fake"; }
};
}  // namespace Catch

namespace ucs {
inline namespace v0 {
namespace testing {

#if __has_include(<catch2/matchers/catch_matchers.hpp>)
using CatchMatcherOfFake = Catch::Matchers::MatcherBase<Fake>;
#else
using CatchMatcherOfFake = Catch::MatcherBase<Fake>;
#endif

/// What holds returns.
class HoldsMatcher final : public CatchMatcherOfFake {
 public:
  explicit HoldsMatcher(Statement statement) : statement_(std::move(statement)) {}

  bool match(const Fake& fake) const override {
    complaint_ = statement_.complaint(fake).value_or("");
    return complaint_.empty();
  }
  std::string describe() const override {
    std::string text = "holds that " + statement_.words();
    if (!complaint_.empty()) text += "\nbut " + complaint_;
    return text;
  }

 private:
  Statement statement_;
  mutable std::string complaint_;  // of the last match, which describe follows
};

/// Matches a fake of which `statement` is true. The description of a failure says what there is in
/// its place.
[[nodiscard]] inline HoldsMatcher holds(Statement statement) {
  return HoldsMatcher(std::move(statement));
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
