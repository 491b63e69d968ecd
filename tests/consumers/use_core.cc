// SPDX-License-Identifier: MIT
// The smallest journey on ucs::core: a service, a state, a transition, and the end of both.
#include <ucs/core.h>

#include <cstdio>

int main() {
  ucs::MemoryStore store;
  ucs::SystemClock clock;
  ucs::Engine engine(store, clock);

  ucs::StartService booking;
  booking.customer_id = "00027a52JCGY000M";
  booking.service_type = "booking";
  const ucs::Result<ucs::ServiceId> service_id = engine.start_service(booking);
  if (!service_id) return 1;

  ucs::StartState asking;
  asking.state_type = "asking";
  const ucs::Result<ucs::StateId> state_id = engine.start_state(*service_id, asking);
  if (!state_id) return 2;

  ucs::Transition transition;
  transition.from.state_id = *state_id;
  transition.to.state_type = "paying";
  if (!engine.transition(*service_id, transition)) return 3;
  if (!engine.complete_service(*service_id)) return 4;

  const auto services = engine.query_customer_services("00027a52JCGY000M");
  if (!services || services->size() != 1) return 5;
  std::printf("ucs::core %s: a journey of one service and two states\n", ucs::kVersion);
  return 0;
}
