// SPDX-License-Identifier: MIT
// What the fuzz targets share. A target is one file `<name>_fuzz.cc` with LLVMFuzzerTestOneInput:
// libFuzzer calls it with inputs of its making, replay_main.cc with files. What must hold is
// demanded, so that an input that breaks it ends the process, and is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace ucs::fuzz {

/// Returns an input as text. The copy has its own block on the heap, of just that size, so that
/// AddressSanitizer sees each byte that is read behind the end.
inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

[[noreturn]] inline void fail(std::string_view rule, std::string_view detail) {
  std::fprintf(stderr, "broken: %.*s\n%.*s\n", static_cast<int>(rule.size()), rule.data(),
               static_cast<int>(detail.size()), detail.data());
  std::abort();
}

/// Ends the process unless `holds`, and tells the rule that was broken.
inline void demand(bool holds, std::string_view rule, std::string_view detail = {}) {
  if (!holds) fail(rule, detail);
}

/// Takes the part of `text` before the first `separator` away from its front, and the separator,
/// and returns that part; all of it if there is none.
inline std::string_view take_until(std::string_view& text, std::string_view separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
  return part;
}

}  // namespace ucs::fuzz
