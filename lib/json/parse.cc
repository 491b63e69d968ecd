// SPDX-License-Identifier: MIT
//
// From the text of a body to a request: the checks before and after RapidJSON's pass, and the
// functions of ucs/json.h.
#include <ucs/detail/assert.h>
#include <ucs/detail/utf8.h>
#include <ucs/json.h>

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

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

/// The memory of RapidJSON's own stack: two numbers for each object or array that is open, and for
/// the one too many. RapidJSON dictates the names.
class StackMemory {
 public:
  static constexpr std::size_t kBytes = (kDepthMax + 1) * 2 * sizeof(ucs_rapidjson::SizeType);

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

/// What one pass made of a text.
struct Pass {
  std::optional<Error> error;
  bool has_too_large_number = false;  // for RapidJSON; then there is no error
};

/// Parses `copy`, which is `text` with kReadableBytes zeros behind it, and fills `root`.
[[nodiscard]] Pass run_pass(std::string_view text, std::string& copy, const Slot& root) {
  ucs_rapidjson::InsituStringStream stream(copy.data());
  BodyHandler handler(text, stream, root);
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
  return {std::move(handler.field_error())};
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

/// Reads `text` into `root`, and returns the error if there is one.
[[nodiscard]] std::optional<Error> parse(std::string_view text, const Slot& root) {
  if (auto error = check_text(text)) return error;
  std::string copy;
  copy.reserve(text.size() + MemberNames::kReadableBytes);
  copy.append(text).append(MemberNames::kReadableBytes, '\0');
  if (text.size() > kConvertedBytesMax) mask_numbers(copy);
  Pass pass = run_pass(text, copy, root);
  if (pass.has_too_large_number) {
    copy.replace(0, text.size(), text);
    mask_numbers(copy);
    pass = run_pass(text, copy, root);
  }
  return std::move(pass.error);
}

template <class Target, class Request>
[[nodiscard]] Result<Request> parse_body(std::string_view body) {
  Result<Request> result{Request()};
  Target target(*result);
  if (auto error = parse(body.empty() ? "{}" : body, static_cast<ObjectTarget*>(&target)))
    return *std::move(error);
  if (auto error = target.missing()) return *std::move(error);
  target.close();
  return result;
}

}  // namespace

Result<JsonText> parse_value(std::string_view text) {
  Result<JsonText> result{JsonText()};
  if (auto error = parse(text, &*result)) return *std::move(error);
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

Result<Transition> parse_transition(std::string_view body) {
  return parse_body<TransitionTarget, Transition>(body);
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
