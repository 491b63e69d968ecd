// SPDX-License-Identifier: MIT
//
// From the text of a body to a request: the checks before and after RapidJSON's pass, and the
// functions of ucs/json.h.
#include <ucs/detail/assert.h>
#include <ucs/detail/utf8.h>
#include <ucs/json.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lib/json/body_handler.h"
#include "lib/json/number_mask.h"
#include "lib/json/rapidjson.h"
#include "lib/json/syntax_error.h"
#include "lib/json/targets.h"
#include "lib/json/word.h"

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

/// The memory of RapidJSON's own stack: two numbers for each object or array that is open, and for
/// the one too many. RapidJSON dictates the names.
class StackMemory {
 public:
  static constexpr std::size_t kBytes = (kParsedDepthMax + 1) * 2 * sizeof(ucs_rapidjson::SizeType);

  void* Malloc(std::size_t bytes) { return Realloc(nullptr, 0, bytes); }
  void* Realloc(void* /*original*/, std::size_t /*original_bytes*/, std::size_t bytes) {
    UCS_ASSERT(bytes <= kBytes);
    return buffer_.data();
  }
  static void Free(void* /*memory*/) {}

 private:
  alignas(std::max_align_t) std::array<char, kBytes> buffer_;
};

using Reader = ucs_rapidjson::GenericReader<Utf8InRuns, Utf8InRuns, StackMemory>;

constexpr unsigned kParseFlags = ucs_rapidjson::kParseInsituFlag |
                                 ucs_rapidjson::kParseIterativeFlag |
                                 ucs_rapidjson::kParseNumbersAsStringsFlag;

/// RapidJSON counts the digits of a fraction, and computes with ten times that, in an int: no
/// number of a larger text may reach it.
constexpr std::size_t kConvertedBytesMax = std::size_t{128} << 20U;

/// What may be read behind the last byte of a text.
constexpr std::size_t kPaddingBytes = std::max(MemberNames::kReadableBytes, kChunkBytes);

/// What one pass made of a text.
struct Pass {
  std::optional<Error> error;
  bool has_too_large_number = false;  // for RapidJSON; then there is no error
};

/// Where a text goes, and what it may have.
struct Goal {
  Slot root;
  ParseLimits limits{};
};

/// Parses `copy`, which is `text` with kPaddingBytes zeros behind it, and fills the goal's root. If
/// all is well, `finish` takes what is in it while the texts it refers to are there.
template <class Finish>
[[nodiscard]] Pass run_pass(std::string_view text, std::string& copy, const Goal& goal,
                            const Finish& finish) {
  ucs_rapidjson::InsituStringStream stream(copy.data());
  BodyHandler handler(text, stream, goal.root, goal.limits);
  StackMemory memory;
  Reader reader(&memory, StackMemory::kBytes);
  const ucs_rapidjson::ParseResult result = reader.Parse<kParseFlags>(stream, handler);
  if (handler.fatal_error()) return {std::move(handler.fatal_error())};
  if (result.Code() == ucs_rapidjson::kParseErrorNumberTooBig) return {std::nullopt, true};
  if (result.IsError()) return {syntax_error(text, result)};
  // The parser takes a NUL for the end.
  if (stream.Tell() != text.size()) {
    return {invalid_json(stream.Tell(), "expected nothing more after the value, found " +
                                            describe_byte(text, stream.Tell()))};
  }
  if (handler.field_error()) return {std::move(handler.field_error())};
  return {finish()};
}

/// Checks what concerns the text as a whole.
[[nodiscard]] std::optional<Error> check_text(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.size() > kTextBytesMax) {
    return invalid_json(kTextBytesMax,
                        "expected at most " + std::to_string(kTextBytesMax) + " bytes");
  }
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    return invalid_json(0, "the text starts with a byte-order mark; expected UTF-8 without one");
  }
  const std::size_t valid_bytes = detail::utf8_scan(text).valid_bytes;
  if (valid_bytes != text.size()) return invalid_json(valid_bytes, "this is not UTF-8");
  return std::nullopt;
}

/// Reads `text`, calls `finish` if all is well, and returns the error if there is one.
template <class Finish>
[[nodiscard]] std::optional<Error> parse(std::string_view text, const Goal& goal,
                                         const Finish& finish) {
  if (auto error = check_text(text)) return error;
  std::string copy;
  copy.reserve(text.size() + kPaddingBytes);
  copy.append(text).append(kPaddingBytes, '\0');
  if (text.size() > kConvertedBytesMax) mask_numbers(copy);
  Pass pass = run_pass(text, copy, goal, finish);
  if (pass.has_too_large_number) {
    copy.replace(0, text.size(), text);
    mask_numbers(copy);
    pass = run_pass(text, copy, goal, finish);
  }
  return std::move(pass.error);
}

template <class Target, class Request>
[[nodiscard]] Result<Request> parse_body(std::string_view body) {
  Result<Request> result(std::in_place);
  Target target(*result);
  const auto finish = [&]() -> std::optional<Error> {
    auto error = target.missing();
    if (!error) target.close();
    return error;
  };
  if (auto error = parse(body.empty() ? "{}" : body, {static_cast<ObjectTarget*>(&target)}, finish))
    return *std::move(error);
  return result;
}

}  // namespace

Result<JsonText> parse_value(std::string_view text, const ParseLimits& limits) {
  UCS_ASSERT(limits.depth_max <= kParsedDepthMax);
  Result<JsonText> result(std::in_place);
  std::string_view value;
  const auto finish = [&]() -> std::optional<Error> {
    *result = JsonText::unchecked(value);
    return std::nullopt;
  };
  if (auto error = parse(text, {&value, limits}, finish)) return *std::move(error);
  return result;
}

Result<StartService> parse_start_service(std::string_view body) {
  return parse_body<StartServiceTarget, StartService>(body);
}

Result<StartState> parse_start_state(std::string_view body) {
  return parse_body<StartStateTarget, StartState>(body);
}

Result<StartTask> parse_start_task(std::string_view body) {
  return parse_body<StartTaskTarget, StartTask>(body);
}

Result<CompleteActivity> parse_complete_service(std::string_view body) {
  return parse_body<CompletionTarget, CompleteActivity>(body);
}

Result<CompleteActivity> parse_complete_state(std::string_view body) {
  return parse_body<CompletionTarget, CompleteActivity>(body);
}

Result<CompleteActivity> parse_complete_task(std::string_view body) {
  return parse_body<TaskCompletionTarget, CompleteActivity>(body);
}

Result<UpdateExpiration> parse_update_expiration(std::string_view body) {
  return parse_body<UpdateExpirationTarget, UpdateExpiration>(body);
}

Result<PurgeBody> parse_purge(std::string_view body) {
  return parse_body<PurgeTarget, PurgeBody>(body);
}

Result<Text> parse_mode(std::string_view body) { return parse_body<ModeTarget, Text>(body); }

Result<Transition> parse_transition(std::string_view body) {
  return parse_body<TransitionTarget, Transition>(body);
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
