// SPDX-License-Identifier: MIT
//
// JsonText: the value of an extension, as compact JSON text.
#pragma once

#include <ucs/result.h>
#include <ucs/text.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {

/// One JSON value as compact text: no white space between tokens, numbers exactly as they were
/// sent, strings with no escapes but the necessary ones, no object with a member twice. It is
/// stored and spliced into answers as it is (spec 3.4). To read arbitrary JSON text use
/// ucs::json::parse_value (ucs/json.h, library ucs::ucs), the only thing that validates; this
/// header makes scalars. Const methods are thread-safe.
class JsonText {
 public:
  /// Makes the value `null`.
  JsonText() : text_("null") {}

  [[nodiscard]] static JsonText boolean(bool value) { return JsonText(value ? "true" : "false"); }
  [[nodiscard]] static JsonText integer(std::int64_t value) {
    return JsonText(std::to_string(value));
  }

  /// Makes a JSON string of `value`. invalid_extension: `value` is not UTF-8.
  [[nodiscard]] static inline Result<JsonText> string(std::string_view value);

  /// Takes `text` on the caller's word that it has the form described above. Anything else makes
  /// later answers invalid JSON.
  [[nodiscard]] static JsonText unchecked(Text text) { return JsonText(std::move(text)); }

  [[nodiscard]] std::string_view view() const noexcept { return text_.view(); }
  /// Returns the same as a text whose copies share a long value.
  [[nodiscard]] const Text& text() const noexcept { return text_; }
  [[nodiscard]] bool is_object() const noexcept { return view().front() == '{'; }

  friend bool operator==(const JsonText& a, const JsonText& b) noexcept {
    return a.text_ == b.text_;
  }
  friend bool operator!=(const JsonText& a, const JsonText& b) noexcept { return !(a == b); }

 private:
  explicit JsonText(Text text) : text_(std::move(text)) {}

  Text text_;
};

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/json_text.h>  // IWYU pragma: export
