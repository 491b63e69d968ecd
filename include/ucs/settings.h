// SPDX-License-Identifier: MIT
//
// What an installation may change while it runs: how long services live, and its business
// attributes. One immutable value, given to Engine::set_settings; a change acts on what is written
// from then on, so that nothing that is stored has to be visited (docs/decisions/0012-expiry.md).
#pragma once

#include <ucs/business_attributes.h>
#include <ucs/result.h>
#include <ucs/text.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {

/// The longest time of the setting form: 2^31 - 1 seconds, which is 68 years.
inline constexpr std::chrono::seconds kDurationMax{std::numeric_limits<std::int32_t>::max()};

/// Reads a time of the form `<integer><unit>`, the unit being s, m (minutes), h, d, w, M (30 days)
/// or y (365 days): `5y`, `90s`, `0s`. `field` is the name an error reports.
///
/// invalid_field: another form, blanks and signs included, or more than kDurationMax.
[[nodiscard]] inline Result<std::chrono::seconds> parse_duration(
    std::string_view text, std::string_view field = "duration");

/// Values by the type of a service. A key stands for a stored integer or string of the same text,
/// as in filters (spec 5).
template <class T>
using ByServiceType = std::map<std::string, T, std::less<>>;

/// The settings. Const access is thread-safe.
struct Settings {
  /// The lifetime of a service whose events name none, counted from its last change (spec 3.5); at
  /// least 0. A service that would live past the year 9999 expires at its end.
  std::chrono::milliseconds default_lifetime = std::chrono::hours(24) * 365 * 5;
  ByServiceType<std::chrono::milliseconds> lifetime_by_type;

  /// The time without a change after which a service completes itself, unless its start event says
  /// otherwise (spec 3.5); 0 s to kDurationMax. Off by default; by type, an empty value turns it
  /// off for that type.
  std::optional<std::chrono::seconds> auto_complete_after;
  ByServiceType<std::optional<std::chrono::seconds>> auto_complete_after_by_type;

  /// The business attributes of all tenants that have none of their own (spec 6); null for none.
  BusinessAttributesPtr business_attributes;
  /// Those of single tenants, by the tenant's key (Scope::tenant); null for none at all.
  std::map<std::string, BusinessAttributesPtr, std::less<>> business_attributes_by_tenant;

  /// Returns the business attributes of a tenant, or null. O(log n) in the tenants listed.
  [[nodiscard]] const BusinessAttributes* business_attributes_of(std::string_view tenant) const {
    if (business_attributes_by_tenant.empty()) return business_attributes.get();
    const auto found = business_attributes_by_tenant.find(tenant);
    return (found == business_attributes_by_tenant.end() ? business_attributes : found->second)
        .get();
  }

  /// Returns the lifetime for a type, absent ones included. O(log n) in the types listed.
  [[nodiscard]] inline std::chrono::milliseconds lifetime_of(const LongOrString& type) const;
  /// Returns the time after which services of a type complete themselves, if they do. Likewise.
  [[nodiscard]] inline std::optional<std::chrono::seconds> auto_complete_after_of(
      const LongOrString& type) const;
};

/// Returns invalid_field, naming the member and type, if a value is out of its bounds.
[[nodiscard]] inline Result<void> check_settings(const Settings& settings);

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/settings.h>  // IWYU pragma: export
