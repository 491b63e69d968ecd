// SPDX-License-Identifier: MIT
//
// The members the API knows, and how the value of each is read (spec 2.1).
#pragma once

#include <ucs/error.h>
#include <ucs/text.h>
#include <ucs/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lib/json/token.h"

namespace ucs {
inline namespace v0 {
namespace json {

/// Every member that some request body reads. Other reserved names are read by none.
enum class Field {
  kNone,
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

/// Returns the field of this exact name, or kNone.
[[nodiscard]] Field find_field(std::string_view name) noexcept;

class ObjectTarget;

/// An integer of at least 0.
struct Seconds {
  std::optional<std::int32_t>* value;
};

/// Where a value goes, and by that what it must be. Two words that travel in registers: a
/// std::variant would be written in parts and read back whole, which the processor waits for.
class Slot {
 public:
  enum class Kind : std::uintptr_t {
    kIgnored,       ///< takes any value and drops it
    kExtension,     ///< any value, as compact JSON
    kObject,        ///< an object with members of its own
    kText,          ///< a string
    kLongOrString,  ///< an integer of 64 bits, or a string
    kInteger64,     ///< an integer of that many bits, or a string of its digits
    kInteger32,
    kSeconds,  ///< the same, and at least 0
    kTime,     ///< a string that is a time
  };

  Slot() = default;
  Slot(std::string_view* value) : Slot(Kind::kExtension, value) {}
  Slot(ObjectTarget* value) : Slot(Kind::kObject, value) {}
  Slot(Text* value) : Slot(Kind::kText, value) {}
  Slot(LongOrString* value) : Slot(Kind::kLongOrString, value) {}
  Slot(std::optional<std::int64_t>* value) : Slot(Kind::kInteger64, value) {}
  Slot(std::optional<std::int32_t>* value) : Slot(Kind::kInteger32, value) {}
  Slot(Seconds seconds) : Slot(Kind::kSeconds, seconds.value) {}
  Slot(std::optional<Timestamp>* value) : Slot(Kind::kTime, value) {}

  [[nodiscard]] Kind kind() const noexcept { return kind_; }

  [[nodiscard]] std::string_view& extension() const noexcept { return get<std::string_view>(); }
  [[nodiscard]] ObjectTarget& object() const noexcept {
    return *static_cast<ObjectTarget*>(value_);
  }
  [[nodiscard]] Text& text() const noexcept { return get<Text>(); }
  [[nodiscard]] LongOrString& long_or_string() const noexcept { return get<LongOrString>(); }
  [[nodiscard]] std::optional<std::int64_t>& integer64() const noexcept {
    return get<std::optional<std::int64_t>>();
  }
  /// Of kInteger32 and kSeconds.
  [[nodiscard]] std::optional<std::int32_t>& integer32() const noexcept {
    return get<std::optional<std::int32_t>>();
  }
  [[nodiscard]] std::optional<Timestamp>& time() const noexcept {
    return get<std::optional<Timestamp>>();
  }

 private:
  Slot(Kind kind, void* value) : kind_(kind), value_(value) {}

  template <class T>
  [[nodiscard]] T& get() const noexcept {
    return *static_cast<T*>(value_);
  }

  Kind kind_ = Kind::kIgnored;
  void* value_ = nullptr;
};

/// Stores the value; false if it is not of the slot's type or range, and then nothing is changed.
/// An object or array suits kIgnored only: the caller feeds those of kExtension and kObject itself.
[[nodiscard]] bool store(const Slot& slot, const Token& token);

/// Returns why `store` refused the value: invalid_field or invalid_timestamp. `path` names the
/// member: `from.state_id`.
[[nodiscard]] Error refusal(const Slot& slot, const Token& token, const std::string& path);

}  // namespace json
}  // namespace v0
}  // namespace ucs
