// SPDX-License-Identifier: MIT
//
// The two dialects and what they demand of fields (spec 1 and 2.1), as data. The rules that use it
// are in ucs/lifecycle.h.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace ucs {
inline namespace v0 {

/// Which product generation a caller speaks like. Both act on the same data.
enum class Dialect {
  kV81,  ///< UCS 8.0 and 8.1
  kV85,  ///< GMS 8.5
};

/// What a dialect demands. Sizes are in characters (code points), not bytes.
struct FieldRules {
  std::size_t session_id_max;
  std::size_t interaction_id_max;
  std::size_t disposition_desc_max;
  /// service_type, state_type and task_type must be given on start.
  bool is_type_mandatory;
  /// An extension is accepted only if a schema of its name exists.
  bool needs_extension_schema;
};

[[nodiscard]] constexpr FieldRules field_rules(Dialect dialect) noexcept {
  // 256 is our decision where v85 documents no limit.
  return dialect == Dialect::kV81 ? FieldRules{32, 50, 64, true, true}
                                  : FieldRules{256, 256, 256, false, false};
}

/// Limits of both dialects, all our decision (docs/decisions/0004-limits.md); sizes of texts in
/// characters.
inline constexpr std::size_t kCustomerIdMax = 256;
inline constexpr std::size_t kContactKeyMax = 256;
inline constexpr std::size_t kBusinessValueMax = 256;  ///< a string given for a "long or string"
inline constexpr std::size_t kExtensionNameMax = 256;
inline constexpr std::size_t kExtensionsPerActivityMax = 1000;
/// One value, after a merge: 16 MiB.
inline constexpr std::size_t kExtensionBytesMax = 16777216;

/// Reports whether `name` is a member name of the API itself, and so never the name of an
/// extension. Exact spelling.
[[nodiscard]] inline bool is_reserved_name(std::string_view name) noexcept {
  // All of them are of lower-case letters. Most extensions begin with a capital.
  if (name.empty() || name.front() < 'a' || name.front() > 't') return false;
  // In ascending order, for the search.
  static constexpr std::string_view kReserved[] = {"active_states",
                                                   "active_tasks",
                                                   "application_id",
                                                   "application_type",
                                                   "auto_complete_after",
                                                   "completed",
                                                   "completed_states",
                                                   "completed_tasks",
                                                   "contact_key",
                                                   "customer_id",
                                                   "disposition",
                                                   "disposition_desc",
                                                   "duration",
                                                   "est_duration",
                                                   "expiration_time",
                                                   "from",
                                                   "interaction_id",
                                                   "media_type",
                                                   "previous_state_id",
                                                   "resource_id",
                                                   "resource_type",
                                                   "service_id",
                                                   "service_type",
                                                   "session_id",
                                                   "started",
                                                   "state_id",
                                                   "state_type",
                                                   "task_id",
                                                   "task_type",
                                                   "timestamp",
                                                   "to",
                                                   "ttl"};
  return std::binary_search(std::begin(kReserved), std::end(kReserved), name);
}

}  // namespace v0
}  // namespace ucs
