// SPDX-License-Identifier: MIT
// Fakes that two processes make alike, by name.
#pragma once

#include <ucs/testing/fake.h>

#include <chrono>
#include <stdexcept>
#include <string>

namespace ucs::tests {

/// Returns the options of the fake `name`: `plain`, or `tenants`, which differs in all it can.
inline testing::FakeOptions fake_options(const std::string& name) {
  testing::FakeOptions options;
  if (name == "plain") return options;
  if (name != "tenants") throw std::runtime_error("there is no fake " + name);
  options.api.tenants = {{101, "airline"}, {102, "hotel"}};
  options.api.v81_base_paths = {"/cv"};
  options.api.cors_origins = {"https://desk.example.com"};
  options.api.body_bytes_max = 1000;
  options.settings.default_lifetime = std::chrono::hours(1);
  options.clock = testing::ClockMode::frozen(testing::kFakeStart + std::chrono::hours(24));
  return options;
}

}  // namespace ucs::tests
