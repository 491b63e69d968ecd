// SPDX-License-Identifier: MIT
#include "lib/json/field.h"

#include <ucs/json.h>
#include <ucs/time.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

struct NamedField {
  std::string_view name;
  Field field;
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

  [[nodiscard]] constexpr const NamedField* find(std::string_view name) const noexcept {
    if (name.empty()) return nullptr;
    for (std::size_t i = first_slot(name); !slots_[i].name.empty(); i = next_slot(i)) {
      if (slots_[i].name == name) return &slots_[i];
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

/// Reads the whole of `text` as a decimal integer with an optional minus sign.
template <class Integer>
[[nodiscard]] std::optional<Integer> read_integer(std::string_view text) noexcept {
  Integer value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

/// Reads a number without fraction and exponent, or a string of digits: real clients send
/// "state_id":"24" (spec 2.1).
template <class Integer>
[[nodiscard]] std::optional<Integer> read_integer(const Token& token) noexcept {
  if (token.kind != Token::Kind::kNumber && token.kind != Token::Kind::kString) return std::nullopt;
  return read_integer<Integer>(token.text);
}

/// Stores a token in what the slot points to.
struct Store {
  const Token& token;

  bool operator()(std::monostate /*ignored*/) const { return true; }
  bool operator()(ObjectTarget* /*unused*/) const { return false; }

  bool operator()(JsonText* value) const {
    switch (token.kind) {
      case Token::Kind::kNull:
        *value = JsonText();
        return true;
      case Token::Kind::kFalse:
      case Token::Kind::kTrue:
        *value = JsonText::boolean(token.kind == Token::Kind::kTrue);
        return true;
      case Token::Kind::kNumber:
        *value = JsonText::unchecked(token.text);
        return true;
      case Token::Kind::kString: {
        std::string text;
        append_string(text, token.text);
        *value = JsonText::unchecked(text);
        return true;
      }
      case Token::Kind::kObject:
      case Token::Kind::kArray:
        return false;
    }
    return false;
  }

  bool operator()(Text* value) const {
    if (token.kind != Token::Kind::kString) return false;
    *value = token.text;
    return true;
  }

  bool operator()(LongOrString* value) const {
    if (token.kind == Token::Kind::kString) {
      *value = token.text;
      return true;
    }
    if (token.kind != Token::Kind::kNumber) return false;
    const auto integer = read_integer<std::int64_t>(token.text);
    if (integer) *value = *integer;
    return integer.has_value();
  }

  template <class Integer>
  bool operator()(std::optional<Integer>* value) const {
    const auto integer = read_integer<Integer>(token);
    if (integer) *value = integer;
    return integer.has_value();
  }

  bool operator()(Seconds seconds) const {
    const auto integer = read_integer<std::int32_t>(token);
    if (!integer || *integer < 0) return false;
    *seconds.value = integer;
    return true;
  }

  bool operator()(std::optional<Timestamp>* value) const {
    if (token.kind != Token::Kind::kString) return false;
    const auto time = parse_timestamp(token.text);
    if (time) *value = *time;
    return time.has_value();
  }
};

/// Tells what a slot takes.
struct Expected {
  std::string_view operator()(std::monostate /*unused*/) const { return "any value"; }
  std::string_view operator()(const JsonText* /*unused*/) const { return "any value"; }
  std::string_view operator()(const ObjectTarget* /*unused*/) const { return "an object"; }
  std::string_view operator()(const Text* /*unused*/) const { return "a string"; }
  std::string_view operator()(const LongOrString* /*unused*/) const {
    return "a string, or an integer from -9223372036854775808 to 9223372036854775807";
  }
  std::string_view operator()(const std::optional<std::int64_t>* /*unused*/) const {
    return "an integer from -9223372036854775808 to 9223372036854775807, or a string of its digits";
  }
  std::string_view operator()(const std::optional<std::int32_t>* /*unused*/) const {
    return "an integer from -2147483648 to 2147483647, or a string of its digits";
  }
  std::string_view operator()(Seconds /*unused*/) const {
    return "seconds: an integer from 0 to 2147483647, or a string of its digits";
  }
  std::string_view operator()(const std::optional<Timestamp>* /*unused*/) const {
    return "a string of the form 2026-03-01T12:00:00.000Z";
  }
};

}  // namespace

std::optional<Field> find_field(std::string_view name) noexcept {
  const NamedField* found = kFieldTable.find(name);
  return found == nullptr ? std::nullopt : std::optional<Field>(found->field);
}

bool store(const Slot& slot, const Token& token) { return std::visit(Store{token}, slot); }

Error refusal(const Slot& slot, const Token& token, const std::string& path) {
  if (std::holds_alternative<std::optional<Timestamp>*>(slot) &&
      token.kind == Token::Kind::kString) {
    if (const auto time = parse_timestamp(token.text, path); !time) return time.error();
  }
  const std::string expected(std::visit(Expected{}, slot));
  return Error{ErrorCode::kInvalidField, path + " is " + describe(token) + "; expected " + expected,
               path};
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
