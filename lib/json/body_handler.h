// SPDX-License-Identifier: MIT
//
// BodyHandler: takes RapidJSON's events and fills a request with them, in one pass and without a
// tree.
#pragma once

#include <ucs/error.h>
#include <ucs/json.h>

#include <array>
#include <cstddef>
#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lib/json/member_names.h"
#include "lib/json/rapidjson.h"
#include "lib/json/targets.h"

namespace ucs {
inline namespace v0 {
namespace json {

/// Receives the events of one text that RapidJSON parses in place in a copy. Offsets in the copy
/// are offsets in the text, so an object or array that is an extension is taken as a slice of the
/// text, without having looked inside. Stops the parser for what the grammar does not forbid but we
/// do: too deep, too many values, a name twice, a lone surrogate. Fields of a wrong type do not
/// stop it: invalid JSON after them wins. Does not recurse. Not thread-safe; one thread at a time.
class BodyHandler {
 public:
  using Size = ucs_rapidjson::SizeType;

  /// `text` is UTF-8. `root` takes the outermost value.
  BodyHandler(std::string_view text, const ucs_rapidjson::InsituStringStream& copy, Slot root,
              const ParseLimits& limits);

  /// Returns what stopped the parser, if this did.
  [[nodiscard]] std::optional<Error>& fatal_error() noexcept { return fatal_error_; }
  /// Returns the first error of a field, if there was one.
  [[nodiscard]] std::optional<Error>& field_error() noexcept { return field_error_; }

  // The events, as RapidJSON names them. Each returns whether the parser shall go on.
  bool Null() { return literal(Token::Kind::kNull, 4); }
  bool Bool(bool value) {
    return value ? literal(Token::Kind::kTrue, 4) : literal(Token::Kind::kFalse, 5);
  }
  bool RawNumber(const char* characters, Size size, bool /*copy*/) {
    const std::size_t begin = offset_of(characters);
    compact_bytes_ += size;
    const std::string_view number = text_.substr(begin, size);
    return scalar({Token::Kind::kNumber, number, number}, begin);
  }
  bool String(const char* characters, Size size, bool /*copy*/) {
    const std::size_t begin = offset_of(characters) - 1;
    compact_bytes_ += size + 2U;
    if (has_escapes_ && has_surrogate({characters, size})) return refuse_surrogate(begin);
    const std::string_view written =
        has_escapes_ ? std::string_view() : text_.substr(begin, size + 2U);
    return scalar({Token::Kind::kString, {characters, size}, written}, begin);
  }
  bool Key(const char* characters, Size size, bool /*copy*/);
  bool StartObject() { return start(Token::Kind::kObject); }
  bool EndObject(Size members);
  bool StartArray() { return start(Token::Kind::kArray); }
  bool EndArray(Size elements) {
    compact_bytes_ += elements == 0 ? 2U : elements + 1U;
    end();
    return true;
  }

  // Never called: numbers arrive as text.
  // NOLINTBEGIN(readability-convert-member-functions-to-static): as RapidJSON calls them
  bool Int(int /*value*/) { return false; }
  bool Uint(unsigned /*value*/) { return false; }
  bool Int64(std::int64_t /*value*/) { return false; }
  bool Uint64(std::uint64_t /*value*/) { return false; }
  bool Double(double /*value*/) { return false; }
  // NOLINTEND(readability-convert-member-functions-to-static)

 private:
  /// The body itself, and `from` or `to` in it.
  static constexpr std::size_t kTargetDepthMax = 2;

  [[nodiscard]] std::size_t offset_of(const char* characters) const {
    return static_cast<std::size_t>(characters - copy_.head_);
  }
  /// The parser's position. Inside of String, Key and RawNumber it is still before the token.
  [[nodiscard]] std::size_t position() const { return offset_of(copy_.src_); }

  /// Whether the next value goes to slot_; else it is somewhere inside of an extension or an
  /// ignored member.
  [[nodiscard]] bool is_slot_next() const { return depth_ == target_depth_; }

  bool literal(Token::Kind kind, std::size_t size) {
    compact_bytes_ += size;
    const std::size_t begin = position() - size;
    return scalar({kind, {}, text_.substr(begin, size)}, begin);
  }
  bool scalar(const Token& token, std::size_t begin) {
    if (++values_ > limits_.values_max) return refuse_count(begin);
    return !is_slot_next() || take(token, begin);
  }

  /// Stores the value in slot_, or keeps the reason why it cannot.
  bool take(const Token& token, std::size_t begin);
  /// Stores a string that has to be written anew, if slot_ is an extension.
  bool store_copy(const Token& token);
  /// Keeps `text` as long as the handler lives.
  std::string_view keep(std::string text) { return copies_.emplace_front(std::move(text)); }
  bool start(Token::Kind kind);
  void end();

  /// Reports whether a decoded string holds a surrogate. The text is UTF-8, so that comes from an
  /// escape.
  [[nodiscard]] static bool has_surrogate(std::string_view decoded);

  bool refuse(std::size_t offset, std::string_view reason);
  bool refuse_count(std::size_t offset);
  bool refuse_surrogate(std::size_t begin);
  bool refuse_repeated(std::string_view name);

  const std::string_view text_;
  const ucs_rapidjson::InsituStringStream& copy_;
  const ParseLimits limits_;
  const bool has_escapes_;

  std::size_t depth_ = 0;  // objects and arrays that are open
  std::size_t values_ = 0;
  MemberNames names_;

  // The objects whose members are fields, from the outside in; they are the target_depth_ outermost
  // ones of those open.
  std::array<ObjectTarget*, kTargetDepthMax> targets_{};
  std::size_t target_depth_ = 0;
  Slot slot_;              // where the next value at this depth goes
  std::string_view name_;  // and the name of its member

  // What the text would measure so far without white space and escapes. If that grows as much as
  // the text does from one point to another, there are none between them, and the slice is in
  // compact form already.
  std::size_t compact_bytes_ = 0;
  std::size_t slice_begin_ = 0;          // of the object or array that is an extension
  std::size_t slice_compact_bytes_ = 0;  // compact_bytes_ there

  std::forward_list<std::string> copies_;  // of what is not compact in the text

  std::optional<Error> fatal_error_;
  std::optional<Error> field_error_;
};

inline bool BodyHandler::has_surrogate(std::string_view decoded) {
  constexpr char kLead = '\xED';
  for (std::size_t i = decoded.find(kLead); i != std::string_view::npos;
       i = decoded.find(kLead, i + 1)) {
    if (static_cast<unsigned char>(decoded[i + 1]) >= 0xA0) return true;
  }
  return false;
}

inline bool BodyHandler::Key(const char* characters, Size size, bool /*copy*/) {
  const std::string_view name(characters, size);
  compact_bytes_ += size + 3U;
  if (has_escapes_ && has_surrogate(name)) return refuse_surrogate(offset_of(characters) - 1);
  if (!names_.add(name)) return refuse_repeated(name);
  if (is_slot_next()) {
    name_ = name;
    slot_ = targets_[target_depth_ - 1]->member(name);
  }
  return true;
}

inline bool BodyHandler::EndObject(Size members) {
  compact_bytes_ += members == 0 ? 2U : members + 1U;
  if (const auto repeated = names_.close_object()) return refuse_repeated(*repeated);
  end();
  return true;
}

inline bool BodyHandler::take(const Token& token, std::size_t begin) {
  if (store(slot_, token) || store_copy(token)) return true;
  if (depth_ == 0) return refuse(begin, "expected an object, found " + describe(token));
  if (!field_error_) {
    std::string path(targets_[target_depth_ - 1]->path());
    field_error_ = refusal(slot_, token, path.append(name_));
  }
  return true;
}

inline bool BodyHandler::start(Token::Kind kind) {
  const std::size_t begin = position();
  if (++values_ > limits_.values_max) return refuse_count(begin);
  if (depth_ == limits_.depth_max) {
    return refuse(
        begin, "more than " + std::to_string(limits_.depth_max) + " objects and arrays are open");
  }
  const bool is_object = kind == Token::Kind::kObject;
  const bool is_target = is_slot_next() && is_object && slot_.kind() == Slot::Kind::kObject;
  if (is_target) {
    targets_[target_depth_++] = &slot_.object();
    slot_.object().open();
  } else if (is_slot_next() && slot_.kind() == Slot::Kind::kExtension) {
    slice_begin_ = begin;
    slice_compact_bytes_ = compact_bytes_;
  } else if (is_slot_next() && !take({kind, {}}, begin)) {
    return false;
  }
  if (is_object) names_.open_object();
  ++depth_;
  return true;
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
