// SPDX-License-Identifier: MIT
#include "shim/toml_file.h"

#include <system_error>

#include "lib/access/input_file.h"

namespace ucs::shim {
namespace {

TomlError unreadable(int error) {
  return {"the file cannot be read: " + std::generic_category().message(error)};
}

}  // namespace

std::variant<TomlValue, TomlError> read_toml_file(const std::string& path) {
  const access::InputFile file(path);
  if (file.error() != 0) return unreadable(file.error());
  if (!file.is_regular()) return TomlError{"this is no regular file"};
  const access::InputFile::Content content = file.read(kTomlBytesMax);
  if (content.error != 0) return unreadable(content.error);
  return parse_toml(content.text);
}

}  // namespace ucs::shim
