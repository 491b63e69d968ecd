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
  /// is one, though not as the first byte. Up to seven bytes behind that one must be readable.
  static bool Transcode(InsituStringStream& from, InsituStringStream& to) {
    char* source = from.src_;
    char* target = to.dst_;
    const bool is_moved = source != target;  // by an escape before
    ucs::json::Word word = ucs::json::load_word(source);
    ucs::json::Word flags = ucs::json::flag_escapable(word);
    while (flags == 0) {
      if (is_moved) ucs::json::store_word(target, word);
      source += sizeof word;
      target += sizeof word;
      word = ucs::json::load_word(source);
      flags = ucs::json::flag_escapable(word);
    }
    const std::size_t rest = ucs::json::first_flagged_byte(flags);
    if (is_moved) std::copy_n(source, rest, target);
    from.src_ = source + rest;
    to.dst_ = target + rest;
    return true;
  }
};

RAPIDJSON_NAMESPACE_END
