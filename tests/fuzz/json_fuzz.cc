// SPDX-License-Identifier: MIT
// The JSON reader. What it takes is what RFC 8259 and the rules of ucs/json.h say, no more and no
// less; what it keeps is a fixed point; and all readers of bodies agree on what is JSON.
#include <ucs/detail/json_text.h>
#include <ucs/json.h>

#include <string>
#include <string_view>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/strict_json.h"

namespace {

using ucs::Error;
using ucs::ErrorCode;
using ucs::Result;
using ucs::fuzz::demand;
using ucs::fuzz::StrictJson;
namespace json = ucs::json;

/// Demands that a refusal as malformed tells a byte of the text, or its end.
void check_offset(const Error& error, std::size_t size) {
  constexpr std::string_view kBefore = "not valid JSON at byte ";
  const std::size_t begin = error.message.find(kBefore);
  demand(begin != std::string::npos, "a refusal tells the byte", error.message);
  const std::string digits = error.message.substr(begin + kBefore.size(), 20);
  demand(std::strtoull(digits.c_str(), nullptr, 10) <= size, "the byte is in the text",
         error.message);
}

/// Demands what must hold for a value that was taken.
void check_value(std::string_view kept, const json::ParseLimits& limits) {
  demand(StrictJson(kept, limits.depth_max, limits.values_max).is_valid(), "what is kept is JSON",
         kept);
  const auto again = json::parse_value(kept, limits);
  demand(again && again->view() == kept, "what is kept is taken again, as it is", kept);
  demand(ucs::detail::json_value_end(kept, 0) == kept.size(), "it is one value", kept);
  if (kept.front() == '[') {
    std::string rebuilt = "[";
    for (const std::string_view element : ucs::detail::json_elements(kept))
      rebuilt.append(rebuilt.size() > 1 ? "," : "").append(element);
    demand(rebuilt + "]" == kept, "an array is its elements", kept);
  }
  if (kept.front() == '{') {
    demand(ucs::detail::merge_json_objects(kept, kept) == kept, "merged into itself it is the same",
           kept);
    demand(ucs::detail::merge_json_objects("{}", kept) == kept, "merged into nothing, too", kept);
  }
}

/// Demands that a reader of bodies and parse_value agree on what is JSON.
template <class Request>
void check_body(const Result<Request>& request, const Result<ucs::JsonText>& value,
                std::string_view body) {
  const bool is_object = body.empty() || (value && value->is_object());
  const bool is_malformed = !request && request.error().code == ErrorCode::kInvalidJson;
  demand(is_malformed == !is_object, "a body is refused as malformed just if it is no object",
         request ? "taken" : request.error().message);
  if (is_malformed) check_offset(request.error(), body.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = ucs::fuzz::text_of(data, size);
  const json::ParseLimits limits;
  const auto value = json::parse_value(text, limits);
  const bool is_valid = StrictJson(text, limits.depth_max, limits.values_max).is_valid();
  demand(value.has_value() == is_valid, "exactly what is JSON is taken",
         value ? "taken" : value.error().message);
  if (value) {
    check_value(value->view(), limits);
  } else {
    demand(value.error().code == ErrorCode::kInvalidJson, "the error is invalid_json");
    check_offset(value.error(), size);
  }
  const json::ParseLimits narrow{2, 5};
  demand(json::parse_value(text, narrow).has_value() ==
             StrictJson(text, narrow.depth_max, narrow.values_max).is_valid(),
         "limits are kept to exactly");

  // One of the readers of bodies for each input: they are ten times as slow together.
  switch (size % 10) {
    case 0:
      check_body(json::parse_start_service(text), value, text);
      break;
    case 1:
      check_body(json::parse_start_state(text), value, text);
      break;
    case 2:
      check_body(json::parse_start_task(text), value, text);
      break;
    case 3:
      check_body(json::parse_complete_service(text), value, text);
      break;
    case 4:
      check_body(json::parse_complete_task(text), value, text);
      break;
    case 5:
      check_body(json::parse_transition(text), value, text);
      break;
    case 6:
      check_body(json::parse_update_expiration(text), value, text);
      break;
    case 7:
      check_body(json::parse_purge(text), value, text);
      break;
    case 8:
      check_body(json::parse_mode(text), value, text);
      break;
    default:
      check_body(json::parse_schema(text), value, text);
  }

  std::string written;
  json::append_string(written, text);
  demand(StrictJson(written, 1, 1).is_valid(), "any bytes are written as a JSON string", written);
  return 0;
}
