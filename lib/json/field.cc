// SPDX-License-Identifier: MIT
#include "lib/json/field.h"

#include <ucs/json.h>
#include <ucs/time.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <system_error>

#include "lib/json/word.h"

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

struct NamedField {
  std::string_view name;
  Field field = Field::kNone;
};

constexpr NamedField kFields[] = {
    {"application_id", Field::kApplicationId},
    {"application_type", Field::kApplicationType},
    {"auto_complete_after", Field::kAutoCompleteAfter},
    {"contact_key", Field::kContactKey},
    {"customer_id", Field::kCustomerId},
    {"disposition", Field::kDisposition},
    {"disposition_desc", Field::kDispositionDesc},
    {"est_duration", Field::kEstDuration},
    {"expiration_time", Field::kExpirationTime},
    {"from", Field::kFrom},
    {"interaction_id", Field::kInteractionId},
    {"media_type", Field::kMediaType},
    {"previous_state_id", Field::kPreviousStateId},
    {"resource_id", Field::kResourceId},
    {"resource_type", Field::kResourceType},
    {"service_type", Field::kServiceType},
    {"session_id", Field::kSessionId},
    {"state_id", Field::kStateId},
    {"state_type", Field::kStateType},
    {"task_type", Field::kTaskType},
    {"timestamp", Field::kTimestamp},
    {"to", Field::kTo},
    {"ttl", Field::kTtl},
};

/// A hash table of kFields with open addressing, made by the compiler: a body is mostly known
/// names, so this is hot.
class FieldTable {
 public:
  constexpr FieldTable() {
    for (const NamedField& field : kFields) {
      std::size_t i = first_slot(field.name);
      while (!slots_[i].name.empty()) i = next_slot(i);
      slots_[i] = field;
    }
  }

  [[nodiscard]] const NamedField* find(std::string_view name) const noexcept {
    if (name.empty()) return nullptr;
    for (std::size_t i = first_slot(name); !slots_[i].name.empty(); i = next_slot(i)) {
      const std::string_view known = slots_[i].name;
      if (known.size() == name.size() && equal_bytes(known.data(), name.data(), name.size()))
        return &slots_[i];
    }
    return nullptr;
  }

 private:
  static constexpr std::size_t kSlots = 128;  // a power of two, several times the number of fields

  // The size and three bytes tell all the names apart.
  static constexpr std::size_t first_slot(std::string_view name) noexcept {
    const auto byte = [&](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(name[i]));
    };
    return (name.size() * 5 + byte(0) * 3 + byte(name.size() / 2) * 7 + byte(name.size() - 1)) %
           kSlots;
  }
  static constexpr std::size_t next_slot(std::size_t i) noexcept { return (i + 1) % kSlots; }

  std::array<NamedField, kSlots> slots_{};
};

constexpr FieldTable kFieldTable;

/// Reads the whole of `text` as a decimal integer with an optional minus sign, and stores it in
/// `value`, an integer, an optional one or a LongOrString.
template <class Integer, class Value>
[[nodiscard]] bool store_integer(std::string_view text, Value& value) {
  Integer integer = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, integer);
  if (error != std::errc() || stop != end) return false;
  value = integer;
  return true;
}

/// The same of a number without fraction and exponent, or of a string of digits: real clients send
/// "state_id":"24" (spec 2.1).
template <class Integer>
[[nodiscard]] bool store_integer(const Token& token, std::optional<Integer>& value) {
  if (token.kind != Token::Kind::kNumber && token.kind != Token::Kind::kString) return false;
  return store_integer<Integer>(token.text, value);
}

[[nodiscard]] bool store_seconds(const Token& token, std::optional<std::int32_t>& value) {
  std::optional<std::int32_t> seconds;
  if (!store_integer(token, seconds) || *seconds < 0) return false;
  value = seconds;
  return true;
}

[[nodiscard]] bool store_long_or_string(const Token& token, LongOrString& value) {
  if (token.kind == Token::Kind::kNumber) return store_integer<std::int64_t>(token.text, value);
  if (token.kind != Token::Kind::kString) return false;
  value = token.text;
  return true;
}

[[nodiscard]] bool store_time(const Token& token, std::optional<Timestamp>& value) {
  if (token.kind != Token::Kind::kString) return false;
  const auto time = parse_timestamp(token.text);
  if (time) value = *time;
  return time.has_value();
}

/// Tells what a slot takes.
[[nodiscard]] std::string_view expected(Slot::Kind kind) {
  switch (kind) {
    case Slot::Kind::kIgnored:
    case Slot::Kind::kExtension:
      return "any value";
    case Slot::Kind::kObject:
      return "an object";
    case Slot::Kind::kText:
      return "a string";
    case Slot::Kind::kLongOrString:
      return "a string, or an integer from -9223372036854775808 to 9223372036854775807";
    case Slot::Kind::kInteger64:
      return "an integer from -9223372036854775808 to 9223372036854775807, or a string of its "
             "digits";
    case Slot::Kind::kInteger32:
      return "an integer from -2147483648 to 2147483647, or a string of its digits";
    case Slot::Kind::kSeconds:
      return "seconds: an integer from 0 to 2147483647, or a string of its digits";
    case Slot::Kind::kTime:
      return "a string of the form 2026-03-01T12:00:00.000Z";
  }
  return {};
}

}  // namespace

Field find_field(std::string_view name) noexcept {
  const NamedField* found = kFieldTable.find(name);
  return found == nullptr ? Field::kNone : found->field;
}

bool store(const Slot& slot, const Token& token) {
  switch (slot.kind()) {
    case Slot::Kind::kIgnored:
      return true;
    case Slot::Kind::kExtension:
      if (token.written.empty()) return false;
      slot.extension() = token.written;
      return true;
    case Slot::Kind::kObject:
      return false;
    case Slot::Kind::kText:
      if (token.kind != Token::Kind::kString) return false;
      slot.text() = token.text;
      return true;
    case Slot::Kind::kLongOrString:
      return store_long_or_string(token, slot.long_or_string());
    case Slot::Kind::kInteger64:
      return store_integer(token, slot.integer64());
    case Slot::Kind::kInteger32:
      return store_integer(token, slot.integer32());
    case Slot::Kind::kSeconds:
      return store_seconds(token, slot.integer32());
    case Slot::Kind::kTime:
      return store_time(token, slot.time());
  }
  return false;
}

Error refusal(const Slot& slot, const Token& token, const std::string& path) {
  if (slot.kind() == Slot::Kind::kTime && token.kind == Token::Kind::kString) {
    if (const auto time = parse_timestamp(token.text, path); !time) return time.error();
  }
  return Error{ErrorCode::kInvalidField,
               path + " is " + describe(token) + "; expected " + std::string(expected(slot.kind())),
               path};
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
