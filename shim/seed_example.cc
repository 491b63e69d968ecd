// SPDX-License-Identifier: MIT
#include "shim/seed_command.h"

namespace ucs::shim {

std::string_view example_seed_toml() {
  return R"(# A seed: what a store begins with. All but ucs_version may be left out.
#   ucs-shim seed validate FILE    tells what is wrong with it
#   ucs-shim --seed FILE           serves it
ucs_version = 1

# Times are absolute, or relative to this one; without it, to when the server starts, or to the
# first time of a fake.
# time = "2026-03-01T12:00:00Z"

# A customer's booking, two hours old, and half done.
[[services]]
customer_id = "00027a52JCGY000M"
service_type = "booking"
started = "-2h"
est_duration = 86400
extensions = { Trip = { to = "Lisbon", seats = 2 } }

  # Ids that are left out are counted on from those that are given.
  [[services.states]]
  state_id = 1
  state_type = "offered"
  started = "-2h"
  completed = { timestamp = "-90m", disposition = "accepted" }

  [[services.states]]
  state_id = 2
  state_type = "payment"
  previous_state_id = 1
  started = { timestamp = "-90m", media_type = "web", resource_id = 4711 }

  [[services.tasks]]
  task_type = "call back"
  state_id = 2
  started = "-10m"

# An unknown caller's claim, of long ago. It expires in five minutes.
[[services]]
service_id = 100
contact_key = "555-0100"
service_type = "claim"
started = "-400d"
completed = "-399d"
expires = "+5m"

# Of a tenant: its DBID, or where tenants are configured also its name.
# [[services]]
# tenant = 101
# customer_id = "00027a52JCGY000M"

# What extensions must look like in the v81 dialect.
[[schemas]]
entity = "service"
name = "Trip"
type = "single-valued"
attributes = [
  { name = "to", type = "string", length = 40, mandatory = true },
  { name = "seats", type = "integer", default = 1 },
]
)";
}

std::string_view example_seed_json() {
  return R"({
  "ucs_version": 1,
  "services": [
    {
      "customer_id": "00027a52JCGY000M",
      "service_type": "booking",
      "started": "-2h",
      "est_duration": 86400,
      "extensions": {"Trip": {"to": "Lisbon", "seats": 2}},
      "states": [
        {
          "state_id": 1,
          "state_type": "offered",
          "started": "-2h",
          "completed": {"timestamp": "-90m", "disposition": "accepted"}
        },
        {
          "state_id": 2,
          "state_type": "payment",
          "previous_state_id": 1,
          "started": {"timestamp": "-90m", "media_type": "web", "resource_id": 4711}
        }
      ],
      "tasks": [{"task_type": "call back", "state_id": 2, "started": "-10m"}]
    },
    {
      "service_id": 100,
      "contact_key": "555-0100",
      "service_type": "claim",
      "started": "-400d",
      "completed": "-399d",
      "expires": "+5m"
    }
  ],
  "schemas": [
    {
      "entity": "service",
      "name": "Trip",
      "type": "single-valued",
      "attributes": [
        {"name": "to", "type": "string", "length": 40, "mandatory": true},
        {"name": "seats", "type": "integer", "default": 1}
      ]
    }
  ]
}
)";
}

}  // namespace ucs::shim
