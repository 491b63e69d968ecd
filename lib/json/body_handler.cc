// SPDX-License-Identifier: MIT
#include "lib/json/body_handler.h"

#include <ucs/detail/quoted.h>

#include <utility>

#include "lib/json/escape.h"
#include "lib/json/syntax_error.h"

namespace ucs {
inline namespace v0 {
namespace json {

BodyHandler::BodyHandler(std::string_view text, const ucs_rapidjson::InsituStringStream& copy,
                         Slot root, const ParseLimits& limits)
    : text_(text),
      copy_(copy),
      limits_(limits),
      has_escapes_(text.find('\\') != std::string_view::npos),
      slot_(root) {}

void BodyHandler::end() {
  if (depth_ == target_depth_) {
    --target_depth_;
    slot_ = {};
  }
  --depth_;
  if (!is_slot_next() || slot_.kind() != Slot::Kind::kExtension) return;
  const std::string_view slice = text_.substr(slice_begin_, position() + 1 - slice_begin_);
  if (slice.size() == compact_bytes_ - slice_compact_bytes_) {
    slot_.extension() = slice;
  } else {
    std::string compact;
    append_compact(compact, slice);
    slot_.extension() = keep(std::move(compact));
  }
}

bool BodyHandler::store_copy(const Token& token) {
  if (slot_.kind() != Slot::Kind::kExtension || token.kind != Token::Kind::kString) return false;
  std::string written;
  append_string(written, token.text);
  slot_.extension() = keep(std::move(written));
  return true;
}

bool BodyHandler::refuse(std::size_t offset, std::string_view reason) {
  fatal_error_ = invalid_json(offset, reason);
  return false;
}

bool BodyHandler::refuse_count(std::size_t offset) {
  return refuse(offset, "there are more than " + std::to_string(limits_.values_max) + " values");
}

bool BodyHandler::refuse_surrogate(std::size_t begin) {
  return refuse(find_lone_surrogate(text_, begin), kLoneSurrogate);
}

bool BodyHandler::refuse_repeated(std::string_view name) {
  return refuse(offset_of(name.data()) - 1,
                "an object has a second member of the name " + detail::quoted(name));
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
