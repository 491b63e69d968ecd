// SPDX-License-Identifier: MIT
//
// The members the API knows, and how the value of each is read (spec 2.1).
#pragma once

#include <ucs/error.h>
#include <ucs/json_text.h>
#include <ucs/text.h>
#include <ucs/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "lib/json/token.h"

namespace ucs {
inline namespace v0 {
namespace json {

/// Every member that some request body reads. Other reserved names are read by none.
enum class Field {
  kApplicationId,
  kApplicationType,
  kAutoCompleteAfter,
  kContactKey,
  kCustomerId,
  kDisposition,
  kDispositionDesc,
  kEstDuration,
  kExpirationTime,
  kFrom,
  kInteractionId,
  kMediaType,
  kPreviousStateId,
  kResourceId,
  kResourceType,
  kServiceType,
  kSessionId,
  kStateId,
  kStateType,
  kTaskType,
  kTimestamp,
  kTo,
  kTtl,
};

/// Returns the field of this exact name.
[[nodiscard]] std::optional<Field> find_field(std::string_view name) noexcept;

class ObjectTarget;

/// An integer of at least 0.
struct Seconds {
  std::optional<std::int32_t>* value;
};

/// Where a value goes; the type decides what it must be. std::monostate takes any value and drops
/// it; JsonText is an extension and takes any value; ObjectTarget takes the members of an object.
using Slot = std::variant<std::monostate, JsonText*, ObjectTarget*, Text*, LongOrString*,
                          std::optional<std::int64_t>*, std::optional<std::int32_t>*, Seconds,
                          std::optional<Timestamp>*>;

/// Stores the value; false if it is not of the slot's type or range, and then nothing is changed.
/// An object or array suits std::monostate only: the caller feeds those of JsonText and
/// ObjectTarget itself.
[[nodiscard]] bool store(const Slot& slot, const Token& token);

/// Returns why `store` refused the value: invalid_field or invalid_timestamp. `path` names the
/// member: `from.state_id`.
[[nodiscard]] Error refusal(const Slot& slot, const Token& token, const std::string& path);

}  // namespace json
}  // namespace v0
}  // namespace ucs
