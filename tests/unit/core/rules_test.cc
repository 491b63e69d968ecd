// SPDX-License-Identifier: MIT
#include <ucs/rules.h>

#include <string>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::Dialect;
using ucs::field_rules;
using ucs::is_reserved_name;

/// Spec 2.1: the fields of start and end events, then the further names listed there.
const std::vector<std::string>& reserved_names() {
  static const std::vector<std::string> names = {
      "session_id", "interaction_id", "application_type", "resource_type", "media_type",
      "application_id", "resource_id", "timestamp",
      // start events
      "customer_id", "contact_key", "service_type", "est_duration", "ttl", "expiration_time",
      "auto_complete_after", "state_type", "previous_state_id", "task_type",
      // end events
      "disposition", "disposition_desc",
      // further names
      "service_id", "state_id", "task_id", "started", "completed", "duration", "active_states",
      "completed_states", "active_tasks", "completed_tasks", "from", "to"};
  return names;
}

TEST_CASE("every member name of the API is reserved") {
  for (const std::string& name : reserved_names()) {
    CAPTURE(name);
    CHECK(is_reserved_name(name));
  }
}

TEST_CASE("any other name is free, also one that nearly is reserved") {
  for (const std::string& name : reserved_names()) {
    CAPTURE(name);
    CHECK_FALSE(is_reserved_name(name + "s"));
    CHECK_FALSE(is_reserved_name(name + std::string(1, '\0')));
    CHECK_FALSE(is_reserved_name(" " + name));
    CHECK_FALSE(is_reserved_name(name.substr(1)));
    std::string upper = name;
    upper[0] = static_cast<char>(upper[0] - 'a' + 'A');
    CHECK_FALSE(is_reserved_name(upper));
  }
  for (const char* name : {"", "Feedback", "extensions", "id", "zzz", "aaa", "\xC3\xA4"}) {
    CHECK_FALSE(is_reserved_name(name));
  }
}

TEST_CASE("the dialects have the limits of the specification") {
  const auto v81 = field_rules(Dialect::kV81);
  CHECK(v81.session_id_max == 32);
  CHECK(v81.interaction_id_max == 50);
  CHECK(v81.disposition_desc_max == 64);
  CHECK(v81.is_type_mandatory);
  CHECK(v81.needs_extension_schema);
  const auto v85 = field_rules(Dialect::kV85);
  CHECK(v85.session_id_max == 256);
  CHECK(v85.interaction_id_max == 256);
  CHECK(v85.disposition_desc_max == 256);
  CHECK_FALSE(v85.is_type_mandatory);
  CHECK_FALSE(v85.needs_extension_schema);
}

}  // namespace
