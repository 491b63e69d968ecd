// SPDX-License-Identifier: MIT
//
// The contents of a store as a document, and back: what a fake begins with (a seed), and what there
// is at its end (an export). The two are one format; docs/seeds.md shows all of it, and
// docs/seed.schema.json is its JSON Schema. Fake::load and Fake::export_contents use it.
#pragma once

#include <ucs/engine.h>
#include <ucs/http.h>
#include <ucs/memory_store.h>
#include <ucs/result.h>
#include <ucs/settings.h>
#include <ucs/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

/// The version of documents that export_contents writes. Those of all versions up to it are read.
inline constexpr int kContentsVersion = 1;

/// What a document is read for.
struct ContentsOptions {
  /// What relative times are relative to, if the document has no `time`.
  Timestamp now{};
  /// By which services expire that do not say when; null for the default ones. Must outlive the
  /// call.
  const Settings* settings = nullptr;
  /// Where the ids of states and tasks are unique that the document leaves out.
  IdScope id_scope = IdScope::kTenant;
  /// The tenants there are, whose names and DBIDs a document may use; empty: any text is the key of
  /// a tenant.
  std::vector<http::Tenant> tenants;
};

/// What a document says.
struct Contents {
  MemoryStore::Snapshot snapshot;
  /// The time at which it all is as it is, if the document tells.
  std::optional<Timestamp> time;
  std::size_t services = 0;
};

/// Reads a document: JSON if it begins with `{`, else TOML. It is read whole or not at all; to put
/// it into a store, restore the snapshot. What it leaves out is filled in: ids in the order of the
/// document, above all that it gives and has ever handed out; times and lifetimes as if it had
/// happened at the times it gives. All rules of the v85 dialect hold for it (ucs/lifecycle.h), but
/// business attributes do not.
///
/// Errors name the member by its path (`services[3].states[0].started.timestamp`), its line and
/// column, its value and what was expected:
///
///   invalid_json       no JSON, or no TOML; a member twice; larger than json::kTextBytesMax
///   missing_field      `ucs_version` is absent, or what a member cannot be without
///   invalid_field      an unknown member, with the nearest one there is; a value of a wrong type
///   or
///                      out of its bounds; two services of one id, or two states or tasks of one
///                      service; an unknown tenant; a version that is not known
///   invalid_timestamp  a time that is no time, or outside the years 0000 to 9999
///   state_not_found    a task's state is no state of its service
///   unavailable        it is TOML, and ucs was built without toml++
///   already_exists, and what the operations that make such a service or schema return
///
/// O(n log n) in the document.
[[nodiscard]] Result<Contents> read_contents(std::string_view document,
                                             const ContentsOptions& options = {});

/// Returns all that a store holds as a document of JSON: read_contents makes the same of it again.
/// Equal contents give the same bytes, sorted by tenant and id, with one service in each line.
/// `time` is the time to write into it. O(n).
[[nodiscard]] std::string export_contents(const MemoryStore::Snapshot& snapshot,
                                          std::optional<Timestamp> time = {});

}  // namespace testing
}  // namespace v0
}  // namespace ucs
