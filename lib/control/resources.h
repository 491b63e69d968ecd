// SPDX-License-Identifier: MIT
//
// The resources of the control API, and what can be done with each.
#pragma once

#include <ucs/http.h>
#include <ucs/result.h>
#include <ucs/testing/fake.h>

#include <string>
#include <string_view>
#include <vector>

#include "lib/control/namespaces.h"

namespace ucs::control {

/// One request to a resource.
struct Call {
  Namespaces& namespaces;
  /// That of the namespace the request names; null if the resource has no need of one.
  testing::Fake* fake;
  const http::Request& request;
  /// The variable part of the path, decoded; empty if it has none.
  std::string name;
  /// What follows the question mark.
  std::string_view query;
};

using Answer = Result<http::Response>;

/// What one method does at one path.
struct Resource {
  std::string_view method;
  /// Below kControlPath, `{name}` standing for a variable part: `snapshots/{name}`.
  std::string_view path;
  Answer (*carry_out)(Call& call);
  /// Whether it is about the namespace that the request names, which is made if it is not there.
  bool is_of_namespace;
  std::string_view description;
  /// Whether there are parameters behind a question mark; else the least of them is a mistake.
  bool has_parameters = false;
};

/// Returns all of them; those of a path are together.
[[nodiscard]] const std::vector<Resource>& resources();

// What they do, in files by their subject.

[[nodiscard]] Answer get_index(Call& call);
[[nodiscard]] Answer get_clock(Call& call);
[[nodiscard]] Answer put_clock(Call& call);
[[nodiscard]] Answer advance_clock(Call& call);
[[nodiscard]] Answer reset(Call& call);
[[nodiscard]] Answer put_seed(Call& call);
[[nodiscard]] Answer get_dump(Call& call);
[[nodiscard]] Answer get_snapshots(Call& call);
[[nodiscard]] Answer put_snapshot(Call& call);
[[nodiscard]] Answer delete_snapshot(Call& call);
[[nodiscard]] Answer restore_snapshot(Call& call);
[[nodiscard]] Answer get_faults(Call& call);
[[nodiscard]] Answer post_fault(Call& call);
[[nodiscard]] Answer put_faults(Call& call);
[[nodiscard]] Answer delete_faults(Call& call);
[[nodiscard]] Answer delete_fault(Call& call);
[[nodiscard]] Answer get_journal(Call& call);
[[nodiscard]] Answer query_journal(Call& call);
[[nodiscard]] Answer delete_journal(Call& call);
[[nodiscard]] Answer get_recording(Call& call);
[[nodiscard]] Answer verify(Call& call);
[[nodiscard]] Answer get_namespaces(Call& call);
[[nodiscard]] Answer delete_namespace(Call& call);

}  // namespace ucs::control
