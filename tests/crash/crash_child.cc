// SPDX-License-Identifier: MIT
// Works on a store until it is killed, and reports each change once it was acknowledged:
//
//   ucs_crash_child <file> <seed> <threads> <changes of each> [<when> <call> <file> <count>]
//
//   opened                            the store is there
//   ack <service> <revision> <digest> the service is like this now
//   try <service>                     it is about to be deleted
//   gone <service>                    it is
//
// Each thread has services of its own, so that it knows what they are. The invariants that
// tests/crash/checker.h holds them to: a service has one active state, if any, which the others led
// to; and its revision counts what is in it.
#include <ucs/core.h>
#include <ucs/sqlite_store.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/crash/digest.h"
#include "tests/crash/killing_calls.h"
#include "tests/support/builders.h"

namespace {

using namespace ucs::tests;
using ucs::ServiceId;

/// In one write, so that lines of threads do not mix and what was written is there.
void report(const std::string& line) {
  const std::string text = line + "\n";
  if (::write(STDOUT_FILENO, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    std::abort();
}

class Worker {
 public:
  Worker(ucs::Store& store, ucs::Engine& engine, std::uint32_t seed)
      : store_(store), engine_(engine), random_(seed) {}

  void own(ServiceId id) { own_.push_back(id); }

  void work(int changes) {
    for (int i = 0; i < changes; ++i) change();
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  void change() {
    const std::size_t what = below(10);
    if (own_.empty() || what == 0) return start();
    const std::size_t index = below(own_.size());
    const ServiceId id = own_[index];
    if (what == 1) return erase(index);
    if (what == 9 && below(8) == 0) {
      if (!store_.flush()) std::abort();
    }
    const auto service = engine_.query_service(id).value();
    if (what < 6) {
      transition(*service);
    } else if (what < 8) {
      if (!engine_.start_task(id, task_of("t"))) std::abort();
    } else {
      count(*service);
    }
    acknowledge(id);
  }

  void start() {
    ucs::StartService request = start_of("customer " + std::to_string(below(5)));
    // Some take many pages.
    request.extensions =
        extensions({{"Count", "0"}, {"Note", "\"" + characters(1U << below(14), 1) + "\""}});
    const auto id = engine_.start_service(request);
    if (!id) std::abort();
    own_.push_back(*id);
    acknowledge(*id);
  }

  void erase(std::size_t index) {
    const ServiceId id = own_[index];
    report("try " + std::to_string(id));
    if (!engine_.delete_service(id)) std::abort();
    report("gone " + std::to_string(id));
    own_.erase(own_.begin() + static_cast<std::ptrdiff_t>(index));
  }

  void transition(const ucs::Service& service) {
    const ucs::StateId last = service.states.last_id();
    const bool is_done = last == 0
                             ? engine_.start_state(service.id, state_of("s")).has_value()
                             : engine_.transition(service.id, transition_of(last, "s")).has_value();
    if (!is_done) std::abort();
  }

  void count(const ucs::Service& service) {
    const auto count = std::stoll(std::string(*service.extensions.find("Count")));
    if (!engine_.update_extension({service.id, {}, {}},
                                  {"Count", ucs::JsonText::integer(count + 1)}))
      std::abort();
  }

  void acknowledge(ServiceId id) {
    const auto service = store_.get("", id);
    if (!service || *service == nullptr) std::abort();
    report("ack " + std::to_string(id) + " " + std::to_string((*service)->revision) + " " +
           std::to_string(digest(**service)));
  }

  ucs::Store& store_;
  ucs::Engine& engine_;
  std::mt19937 random_;
  std::vector<ServiceId> own_;
};

KillPoint read_point(char** words) {
  const std::string when = words[0];
  KillPoint point;
  point.when = when == "before"  ? KillPoint::When::kBefore
               : when == "torn"  ? KillPoint::When::kTorn
               : when == "after" ? KillPoint::When::kAfter
                                 : KillPoint::When::kNever;
  point.call = words[1];
  point.file = words[2];
  point.count = std::atoi(words[3]);
  return point;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5 && argc != 9) return 2;
  if (argc == 9) arm(read_point(argv + 5));
  const auto seed = static_cast<std::uint32_t>(std::stoul(argv[2]));
  const auto threads = static_cast<std::size_t>(std::stoul(argv[3]));
  const int changes = std::stoi(argv[4]);
  const auto store = ucs::SqliteStore::open(argv[1]);
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 1;
  }
  report("opened");
  ucs::SystemClock clock;
  ucs::Engine engine(**store, clock);
  std::vector<Worker> workers;
  for (std::size_t i = 0; i < threads; ++i)
    workers.emplace_back(**store, engine, seed + static_cast<std::uint32_t>(i));
  const auto services = (*store)->scan("", 0, 1000000).value();
  for (const auto& service : services)
    workers[static_cast<std::size_t>(service->id) % threads].own(service->id);
  std::vector<std::thread> running;
  running.reserve(threads);
  for (Worker& worker : workers) running.emplace_back([&] { worker.work(changes); });
  for (std::thread& thread : running) thread.join();
  return 0;
}
