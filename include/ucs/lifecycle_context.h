// SPDX-License-Identifier: MIT
//
// What the rules of ucs/lifecycle.h know besides the service and the event.
#pragma once

#include <ucs/business_attributes.h>
#include <ucs/rules.h>
#include <ucs/schema.h>
#include <ucs/settings.h>
#include <ucs/time.h>

namespace ucs {
inline namespace v0 {
namespace lifecycle {

/// The circumstances of an event: the engine's time, the rules of the caller's dialect, the
/// settings, null standing for the default ones, and the tenant's business attributes, null
/// standing for none. What is pointed to must outlive the call.
struct Context {
  Timestamp now;
  FieldRules rules;
  const Settings* settings = nullptr;
  /// The tenant's extension schemas, read where `rules` demand schemas; null means none. Must
  /// outlive the call.
  const SchemaSet* schemas = nullptr;
  const BusinessAttributes* attributes = nullptr;
};

}  // namespace lifecycle
}  // namespace v0
}  // namespace ucs
