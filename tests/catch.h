// SPDX-License-Identifier: MIT
// One include for Catch2 v2 (Debian 12) and v3. Tests use what both have under one name: TEST_CASE,
// SECTION, CHECK, REQUIRE, CAPTURE, INFO, GENERATE, TEMPLATE_TEST_CASE, and from Catch::Matchers
// StartsWith, EndsWith, Equals. What the two call differently is here under a name of ours.
//
// Catch2's assertions are not thread-safe: in other threads collect results, and check them after
// join().
#pragma once

#include <string>

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_adapters.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace ucs::tests {

/// Matches a string that has `part` anywhere in it: REQUIRE_THAT(text, contains("field")).
inline auto contains(const std::string& part) {
#if __has_include(<catch2/catch_test_macros.hpp>)
  return Catch::Matchers::ContainsSubstring(part);
#else
  return Catch::Matchers::Contains(part);
#endif
}

}  // namespace ucs::tests
