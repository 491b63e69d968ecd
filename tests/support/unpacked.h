// SPDX-License-Identifier: MIT
// Unpacks what an export has packed.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace ucs::tests {

/// A file in a zip, or the one in a gzip, whose name is "data".
struct Unpacked {
  std::string name;
  std::string text;
};

/// Returns the files in a zip or gzip, or throws a std::runtime_error. It must be whole.
inline std::vector<Unpacked> unpacked(const std::string& packed) {
  struct Free {
    void operator()(archive* read) const { archive_read_free(read); }
  };
  const std::unique_ptr<archive, Free> read(archive_read_new());
  archive_read_support_format_zip(read.get());
  archive_read_support_format_raw(read.get());
  archive_read_support_filter_gzip(read.get());
  const auto check = [&](la_ssize_t result) {
    if (result < 0) throw std::runtime_error(archive_error_string(read.get()));
  };
  check(archive_read_open_memory(read.get(), packed.data(), packed.size()));
  std::vector<Unpacked> files;
  archive_entry* entry = nullptr;
  for (int result = 0; (result = archive_read_next_header(read.get(), &entry)) != ARCHIVE_EOF;) {
    check(result);
    Unpacked file{archive_entry_pathname(entry), ""};
    std::array<char, 65536> buffer{};
    for (;;) {
      const la_ssize_t bytes = archive_read_data(read.get(), buffer.data(), buffer.size());
      check(bytes);
      if (bytes == 0) break;
      file.text.append(buffer.data(), static_cast<std::size_t>(bytes));
    }
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace ucs::tests
