// SPDX-License-Identifier: MIT
//
// Embedding the engine: one customer's booking from its first word to its end, without a server.
// Prints what is left of the journey as JSON, the way the HTTP API shows it.
#include <ucs/core.h>
#include <ucs/json.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

namespace {

[[noreturn]] void fail(const ucs::Error& error) {
  std::fprintf(stderr, "quickstart: %s\n", error.message.c_str());
  std::exit(1);
}

/// Ends the program when a step failed.
void require(const ucs::Result<void>& step) {
  if (!step) fail(step.error());
}

/// Returns the value of a step that succeeded; ends the program when it failed.
template <class T>
T require(ucs::Result<T> step) {
  if (!step) fail(step.error());
  return std::move(*step);
}

/// Starts the booking. The values are whatever your business calls them: texts or integers.
ucs::ServiceId start_booking(ucs::Engine& engine) {
  ucs::StartService booking;
  booking.customer_id = "00027a52JCGY000M";
  booking.service_type = "booking";
  booking.media_type = "chat";
  booking.est_duration = 600;  // seconds
  return require(engine.start_service(booking));
}

/// Walks through two states: the customer chooses, and pays.
void choose_and_pay(ucs::Engine& engine, ucs::ServiceId service_id) {
  ucs::StartState choosing;
  choosing.state_type = "choosing";
  const ucs::StateId state_id = require(engine.start_state(service_id, choosing));

  ucs::StartTask offer;
  offer.task_type = "send an offer";
  offer.state_id = state_id;
  const ucs::TaskId task_id = require(engine.start_task(service_id, offer));
  require(engine.complete_task(service_id, task_id));

  ucs::Transition transition;
  transition.from.state_id = state_id;
  transition.from.disposition = "accepted";
  transition.to.state_type = "paying";
  const ucs::StateId paying_id = require(engine.transition(service_id, transition));
  require(engine.complete_state(service_id, paying_id));
}

/// Attaches data of the business to the service: an extension, any JSON value under a name.
void attach_trip(ucs::Engine& engine, ucs::ServiceId service_id) {
  ucs::ActivityRef booking;
  booking.service_id = service_id;
  const char* trip = R"({"to": "Lisbon", "nights": 3, "price": 249.90})";
  require(engine.update_extension(booking, {"trip", require(ucs::json::parse_value(trip))}));
}

void print_services_of(ucs::Engine& engine, const char* customer_id) {
  ucs::json::Inclusion inclusion;
  inclusion.completed_states = true;
  inclusion.completed_tasks = true;
  inclusion.service_extensions.is_all = true;
  for (const ucs::ServicePtr& service : require(engine.query_customer_services(customer_id))) {
    std::string text;
    ucs::json::append_service(text, *service, inclusion);
    std::printf("%s\n", text.c_str());
  }
}

}  // namespace

int main() {
  ucs::MemoryStore store;
  ucs::SystemClock clock;
  ucs::Engine engine(store, clock);

  const ucs::ServiceId service_id = start_booking(engine);
  choose_and_pay(engine, service_id);
  attach_trip(engine, service_id);

  ucs::CompleteActivity done;
  done.disposition = "booked";
  require(engine.complete_service(service_id, done));

  // What is refused is a value too, with a stable code and a text for people.
  const ucs::Result<void> again = engine.complete_service(service_id, done);
  if (again || again.error().code != ucs::ErrorCode::kAlreadyCompleted) return 1;
  std::printf("completing it twice: %s\n", again.error().message.c_str());

  print_services_of(engine, "00027a52JCGY000M");
  return 0;
}
