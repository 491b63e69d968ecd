// SPDX-License-Identifier: MIT
#include <ucs/detail/json_text.h>
#include <ucs/detail/utf8.h>
#include <ucs/json.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "lib/json/text_buffer.h"
#include "lib/json/word.h"

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

/// Reports whether a JSON string may hold `text` as it is. May be wrong about text that is not
/// ASCII.
[[nodiscard]] bool is_plain(std::string_view text) noexcept {
  const std::size_t size = text.size();
  const char* const bytes = text.data();
  if (size >= kChunkBytes) {
    const std::size_t last = size - kChunkBytes;
    for (std::size_t i = 0; i < last; i += kChunkBytes) {
      if (!is_plain_chunk(bytes + i)) return false;
    }
    return is_plain_chunk(bytes + last);
  }
  if (size >= sizeof(Word))
    return is_plain_word(load_word(bytes)) && is_plain_word(load_word(bytes + size - sizeof(Word)));
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && !detail::needs_json_escape(c);
  });
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  out += '"';
  if (is_plain(text)) {
    out.append(text);
    out += '"';
    return;
  }
  std::size_t run = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    const bool is_escaped = detail::needs_json_escape(text[i]);
    const std::size_t bytes = detail::utf8_sequence_bytes(text.substr(i));
    if (bytes != 0 && !is_escaped) {
      i += bytes;
      continue;
    }
    out.append(text, run, i - run);
    if (is_escaped) {
      detail::append_json_escape(out, text[i]);
    } else {
      out.append(kReplacement);
    }
    run = ++i;
  }
  out.append(text, run, i - run);
  out += '"';
}

void TextBuffer::append_string(std::string_view text) {
  if (is_plain(text)) {
    reserve(text.size() + 2);
    append('"');
    append(text);
    append('"');
    return;
  }
  std::string escaped;
  json::append_string(escaped, text);
  append(escaped);
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
