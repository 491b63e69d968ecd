// SPDX-License-Identifier: MIT
#include "lib/control/resources.h"

#include <optional>
#include <utility>

#include "lib/control/control_api.h"
#include "lib/forms/json_writer.h"
#include "lib/http/message.h"

namespace ucs::control {

using testing::ObjectWriter;
using testing::write_list;

const std::vector<Resource>& resources() {
  static const std::vector<Resource> kResources = {
      {"GET", "", get_index, false, "What there is"},
      {"GET", "clock", get_clock, true, "The time, and how it goes on"},
      {"PUT", "clock", put_clock, true, "Sets the time, or makes it go on in another way"},
      {"POST", "clock/advance", advance_clock, true, "Moves the time forward"},
      {"POST", "reset", reset, true, "Goes back to the beginning"},
      {"PUT", "seed", put_seed, true, "Makes of a document the beginning, and goes there"},
      {"GET", "dump", get_dump, true, "All that is stored, as a document"},
      {"GET", "snapshots", get_snapshots, true, "The names of all snapshots"},
      {"PUT", "snapshots/{name}", put_snapshot, true, "Keeps what there is under a name"},
      {"DELETE", "snapshots/{name}", delete_snapshot, true, "Forgets a snapshot"},
      {"POST", "snapshots/{name}/restore", restore_snapshot, true, "Goes back to a snapshot"},
      {"GET", "faults", get_faults, true, "All rules of faults, and what became of them"},
      {"POST", "faults", post_fault, true, "Adds a rule"},
      {"PUT", "faults", put_faults, true, "Takes these rules in place of all others"},
      {"DELETE", "faults", delete_faults, true, "Removes all rules"},
      {"DELETE", "faults/{name}", delete_fault, true, "Removes a rule"},
      {"GET", "journal", get_journal, true, "The requests that match the parameters", true},
      {"DELETE", "journal", delete_journal, true, "Forgets the requests so far"},
      {"POST", "journal/query", query_journal, true, "The requests that match a query"},
      {"GET", "recording", get_recording, true,
       "What was done, to be done again by ucs-shim replay"},
      {"POST", "verify", verify, true, "Tells whether requests came as expected, or waits for it"},
      {"GET", "namespaces", get_namespaces, false, "All namespaces"},
      {"DELETE", "namespaces/{name}", delete_namespace, false, "Gives a namespace up"},
  };
  return kResources;
}

Answer get_index(Call& /*call*/) {
  return http::json_response(write_list(resources(), [](const Resource& resource) {
    return ObjectWriter()
        .text("method", resource.method)
        .text("path", std::string(kControlPath) + "/" + std::string(resource.path))
        .text("description", resource.description)
        .done();
  }));
}

Answer get_namespaces(Call& call) {
  return http::json_response(write_list(call.namespaces.list(), [](const Namespaces::Status&
                                                                       status) {
    return ObjectWriter().text("name", status.name).number("idle_ms", status.idle.count()).done();
  }));
}

Answer delete_namespace(Call& call) {
  if (auto removed = call.namespaces.remove(call.name); !removed) return std::move(removed).error();
  return http::empty_response(204);
}

}  // namespace ucs::control
