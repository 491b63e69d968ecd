// SPDX-License-Identifier: MIT
//
// The one place that includes RapidJSON. It gets a namespace of our own: a program that uses
// another version of RapidJSON, or this one with other macros, links with the library and shares no
// symbol of it.
#pragma once

#define RAPIDJSON_NAMESPACE ucs_rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace ucs_rapidjson {
#define RAPIDJSON_NAMESPACE_END }

#include <rapidjson/encodings.h>
#include <rapidjson/error/error.h>
#include <rapidjson/reader.h>
#include <rapidjson/stream.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "lib/json/word.h"

namespace ucs {
inline namespace v0 {
namespace json {

/// UTF-8 for RapidJSON, with strings copied in runs (see below).
struct Utf8InRuns : ucs_rapidjson::UTF8<> {};

}  // namespace json
}  // namespace v0
}  // namespace ucs

RAPIDJSON_NAMESPACE_BEGIN

/// How RapidJSON copies the characters of a string in place: byte by byte, if it were not for this,
/// which takes half the time of a parse.
template <>
struct Transcoder<ucs::json::Utf8InRuns, ucs::json::Utf8InRuns> : Transcoder<UTF8<>, UTF8<>> {
  using Transcoder<UTF8<>, UTF8<>>::Transcode;  // for streams we do not use

  /// Copies the bytes up to the next quotation mark, backslash or control character, of which there
  /// is one, though not as the first byte. Up to kChunkBytes - 1 bytes behind that one must be
  /// readable.
  static bool Transcode(InsituStringStream& from, InsituStringStream& to) {
    using ucs::json::kChunkBytes;
    char* source = from.src_;
    char* target = to.dst_;
    const bool is_moved = source != target;  // by an escape before
    std::size_t rest = ucs::json::first_escapable(source);
    while (rest == kChunkBytes) {
      if (is_moved) std::memmove(target, source, kChunkBytes);
      source += kChunkBytes;
      target += kChunkBytes;
      rest = ucs::json::first_escapable(source);
    }
    if (is_moved) std::copy_n(source, rest, target);
    from.src_ = source + rest;
    to.dst_ = target + rest;
    return true;
  }
};

RAPIDJSON_NAMESPACE_END
