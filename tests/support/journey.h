// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

namespace ucs::tests {

/// Service 1 of a customer, active, with an extension; its state 1 is over, and its state 2 active;
/// its task 1 was sold.
inline void play_journey(testing::Fake& fake) {
  const testing::Client client(fake);
  client.post("/services/start",
              R"({"customer_id":"00027a52JCGY000M","seat":{"row":7,"window":true}})");
  client.post("/services/1/states/start", R"({"state_type":"offer"})");
  client.post("/services/1/tasks/start", R"({"task_type":5})");
  client.post("/services/1/tasks/1/end", R"({"disposition":"sold"})");
  client.post("/services/1/states/transition",
              R"({"from":{"state_id":1},"to":{"state_type":"payment"}})");
}

}  // namespace ucs::tests
